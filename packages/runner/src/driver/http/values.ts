import type { Random } from '@lighthouse/agent-sim';

/** What a variable holds: of an answer in JSON also a whole object or a list. */
export type Value = string | number | boolean | object;

/** Who sends, as far as templates can name it. Kept for the whole run. */
export interface Sender {
  readonly index: number;
  readonly name: string;
  /** Its row of the target's data, by column. */
  readonly row: Readonly<Record<string, string>>;
  /** What answers gave it. */
  readonly variables: Map<string, Value>;
}

/** What all senders of a thread share. */
export interface Surroundings {
  readonly seed: number;
  readonly runId: string;
  readonly env: Readonly<Record<string, string>>;
  readonly wallNowMs: () => number;
  readonly random: Random;
}

/** Requests of one agent and requests of its sessions draw from different streams. */
const STREAMS = { request: 9, session: 10 } as const;

/** One request in the making: gives what its placeholders stand for. */
export class Making {
  readonly sender: Sender;
  readonly around: Surroundings;
  /** Number of the request among the agent's, from 1. */
  readonly number: number;
  /** Name of the first placeholder that stands for nothing yet; empty when all do. */
  missing = '';
  readonly #stream: readonly [number, number];
  #nowMs: number | undefined;
  #hasDrawn = false;

  constructor(
    sender: Sender,
    around: Surroundings,
    of: { readonly kind: keyof typeof STREAMS; readonly number: number; readonly place: number },
  ) {
    this.sender = sender;
    this.around = around;
    this.number = of.number;
    this.#stream = [STREAMS[of.kind], of.place];
  }

  get nowMs(): number {
    this.#nowMs ??= Math.floor(this.around.wallNowMs());
    return this.#nowMs;
  }

  /** Of requests and of sessions alike. */
  get key(): string {
    const [stream, place] = this.#stream;
    const number = stream === STREAMS.session ? `s${this.number}.${place}` : this.number;
    return `${this.around.runId}-${this.sender.name}-${number}`;
  }

  /** The same chances for the same seed, agent and number, in the order of the placeholders. */
  get random(): Random {
    const { random, seed } = this.around;
    if (!this.#hasDrawn) random.seed(seed, this.sender.index, this.number, ...this.#stream);
    this.#hasDrawn = true;
    return random;
  }

  /** It is part of opening a session. */
  get isOpening(): boolean {
    return this.#stream[0] === STREAMS.session;
  }

  /** Gives a text when everything that it names is there, and nothing otherwise. */
  whole(text: (making: Making) => string): string | undefined {
    const before = this.missing;
    this.missing = '';
    const whole = text(this);
    const isWhole = this.missing === '';
    this.missing = before;
    return isWhole ? whole : undefined;
  }

  /** Notes that a value is not there. */
  lack(name: string): string {
    if (this.missing === '') this.missing = name;
    return '';
  }
}
