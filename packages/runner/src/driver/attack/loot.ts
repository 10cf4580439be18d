import type { Told } from '../told.ts';
import type { RequestText } from './request-bytes.ts';

/** A statement that was acknowledged, as it was sent, to be sent again. */
export interface TakenStatement {
  readonly agent: string;
  readonly request: RequestText;
  readonly told: Told;
}

/** A query that was answered, as it was sent. */
export interface TakenQuery {
  readonly request: RequestText;
}

type Taken<T> = T & { readonly life: number };

const STOLEN_KEPT = 64;
const BODY_LENGTH_MAX = 16_384;

/**
 * What liars have overheard and kept: of every agent the first and the latest statement, of liars
 * their own queries. Counts the lives of the server, so that what is older than a restart is known.
 */
export class Loot {
  readonly #first = new Map<string, Taken<TakenStatement>>();
  readonly #latest = new Map<string, TakenStatement>();
  readonly #recent: TakenStatement[] = [];
  readonly #queries = new Map<string, Taken<TakenQuery>>();
  readonly #firstQueries = new Map<string, Taken<TakenQuery>>();
  #life = 0;
  #process: string | undefined;

  takeStatement(statement: TakenStatement): void {
    const { agent, request } = statement;
    if (request.body.length > BODY_LENGTH_MAX) return;
    if (!this.#first.has(agent)) this.#first.set(agent, { ...statement, life: this.#life });
    this.#latest.set(agent, statement);
    this.#recent.push(statement);
    if (this.#recent.length > STOLEN_KEPT) this.#recent.shift();
  }

  takeQuery(agent: string, query: TakenQuery): void {
    const taken = { ...query, life: this.#life };
    if (!this.#firstQueries.has(agent)) this.#firstQueries.set(agent, taken);
    this.#queries.set(agent, taken);
  }

  /** Hears what tells one life of the server from the next. */
  see(process: string): void {
    if (this.#process !== undefined && this.#process !== process) this.#life++;
    this.#process = process;
  }

  statementOf(agent: string): TakenStatement | undefined {
    return this.#latest.get(agent);
  }

  /** From before the server's last start; undefined when it was not seen to start again. */
  oldStatementOf(agent: string): TakenStatement | undefined {
    return this.#old(this.#first.get(agent));
  }

  queryOf(agent: string): TakenQuery | undefined {
    return this.#queries.get(agent);
  }

  oldQueryOf(agent: string): TakenQuery | undefined {
    return this.#old(this.#firstQueries.get(agent));
  }

  /** The latest statement of somebody else. */
  stolenBy(agent: string): TakenStatement | undefined {
    return this.#recent.findLast((taken) => taken.agent !== agent);
  }

  #old<T extends { readonly life: number }>(taken: T | undefined): T | undefined {
    return taken !== undefined && taken.life < this.#life ? taken : undefined;
  }
}
