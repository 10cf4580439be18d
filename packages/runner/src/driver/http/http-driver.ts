import { Random } from '@lighthouse/agent-sim';
import type { RequestOperation } from '@lighthouse/agent-sim';
import type { HttpTarget } from '@lighthouse/contract/target';
import { answered, broken, type Answer } from '../answer.ts';
import type { Connections } from '../connections.ts';
import { NO_VALUE } from '../driver.ts';
import type { AgentLine, Driver, EnrolledAgent, SendPrepared } from '../driver.ts';
import type { Exchange } from '../exchange.ts';
import { RequestSender, type SenderOptions } from '../request-sender.ts';
import type { WireRequest } from '../wire/request-text.ts';
import type { LookAt } from './answer-checks.ts';
import { AgentCookies } from './agent-cookies.ts';
import type { CookieServer } from './cookie-jar.ts';
import { requestMaker, type RequestMaker } from './request-maker.ts';
import { Making, type Sender, type Surroundings } from './values.ts';

/** What a thread is told of a server that is no bridge. */
export interface HttpTask {
  readonly requests: HttpTarget['requests'];
  readonly session?: HttpTarget['session'];
  readonly headers: HttpTarget['headers'];
  readonly seed: number;
  /** Unique to the run. */
  readonly runId: string;
  /** Of the environment, what the templates name. */
  readonly env: Readonly<Record<string, string>>;
  /** Where cookies come from and go to; undefined when agents keep none. */
  readonly cookies?: CookieServer | undefined;
  /** Rows of the target's data, taken in turn by the agents; empty when there are none. */
  readonly rows: readonly Readonly<Record<string, string>>[];
}

export interface HttpDriverOptions extends SenderOptions {
  readonly task: HttpTask;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly wallNowMs: () => number;
}

/** What an answer without what it should say is called, before the name of the check. */
const CHECK = 'CHECK:';

/** Sends the requests of a scenario to any server that speaks HTTP/1.1. */
export class HttpDriver implements Driver {
  readonly #sender: RequestSender;
  readonly #rows: HttpTask['rows'];
  readonly #parts: Omit<LineParts, 'sender' | 'connections'>;

  constructor(options: HttpDriverOptions) {
    const { task, wallNowMs } = options;
    const { seed, runId, env } = task;
    const sender = new RequestSender(options);
    this.#sender = sender;
    this.#rows = task.rows;
    this.#parts = {
      requests: task.requests.map((request) => requestMaker(request, task.headers)),
      session: (task.session ?? []).map((request) => requestMaker(request, task.headers)),
      around: { seed, runId, env, wallNowMs, random: new Random() },
      sending: sender,
      cookieServer: task.cookies,
    };
  }

  get inFlight(): number {
    return this.#sender.inFlight;
  }

  /** Asks nothing: who an agent is stands in its requests. */
  enrol(
    { index, name, lane }: EnrolledAgent,
    onAnswer: (answer: undefined, line: AgentLine) => void,
  ): void {
    const row = this.#rows[index % Math.max(1, this.#rows.length)] ?? {};
    const sender = { index, name, row, variables: new Map() };
    const connections = this.#sender.connectionsOfOne(lane);
    onAnswer(undefined, new HttpLine({ ...this.#parts, sender, connections }));
  }

  expire(): void {
    this.#sender.expire();
  }

  giveUpAll(failure: string): void {
    this.#sender.giveUpAll(failure);
  }

  close(): void {
    this.#sender.close();
  }
}

interface LineParts {
  readonly requests: readonly RequestMaker[];
  /** Empty when agents have no session. */
  readonly session: readonly RequestMaker[];
  readonly around: Surroundings;
  readonly sending: RequestSender;
  readonly cookieServer: CookieServer | undefined;
  readonly sender: Sender;
  readonly connections: Connections;
}

class HttpLine implements AgentLine {
  readonly openSession?: NonNullable<AgentLine['openSession']>;
  readonly #parts: LineParts;
  readonly #cookies: AgentCookies | undefined;
  #sessions = 0;

  constructor(parts: LineParts) {
    this.#parts = parts;
    const { cookieServer, around } = parts;
    if (cookieServer !== undefined)
      this.#cookies = new AgentCookies(cookieServer, around.wallNowMs);
    if (parts.session.length > 0)
      this.openSession = (onAnswer) => {
        // Who comes back is as new as who comes.
        this.#cookies?.forget();
        this.#step(0, ++this.#sessions, undefined, onAnswer);
      };
  }

  prepare({ place, number }: RequestOperation): SendPrepared | string {
    const { requests, sender, around } = this.#parts;
    const maker = requests[place];
    if (maker === undefined) throw new RangeError(`no request ${place}`);
    const making = new Making(sender, around, { kind: 'request', number, place });
    return this.#ready(maker, making);
  }

  /** The requests of a session follow each other; the first that is not done ends it. */
  #step(
    place: number,
    number: number,
    first: FirstSent | undefined,
    onAnswer: (answer: Answer<never>) => void,
  ): void {
    const { session, sender, around, sending } = this.#parts;
    const maker = session[place];
    if (maker === undefined) throw new RangeError(`no request ${place} of a session`);
    const send = this.#ready(maker, new Making(sender, around, { kind: 'session', number, place }));
    if (typeof send === 'string') return onAnswer(unsent(send, first, sending.nowUs()));
    send((answer) => {
      const { sentUs, waitedUs } = first ?? answer;
      const isLast = place === session.length - 1;
      if (answer.outcome !== 'ok' || isLast) return onAnswer({ ...answer, sentUs, waitedUs });
      this.#step(place + 1, number, { sentUs, waitedUs }, onAnswer);
    });
  }

  /** Makes a request, with what its answer will be held against; or says why it cannot be made. */
  #ready(
    maker: RequestMaker,
    making: Making,
  ): ((onAnswer: (answer: Answer<never>) => void) => void) | string {
    const { sender, sending, connections } = this.#parts;
    const made = maker.make(making);
    if (typeof made === 'string') return made;
    const look = maker.checks?.(making);
    if (making.missing !== '') return `${NO_VALUE}${making.missing}`;
    const cookies = this.#cookies;
    const request: WireRequest = maker.hasOwnCookies ? made : (cookies?.on(made) ?? made);
    return (onAnswer) =>
      sending.send(
        connections,
        request,
        (exchange) => {
          cookies?.takeFrom(exchange.head, request.path);
          onAnswer(readHttpAnswer(exchange, maker, sender, look));
        },
        maker,
      );
  }
}

/** When a session began, for all of its requests together. */
type FirstSent = Pick<Answer<never>, 'sentUs' | 'waitedUs'>;

/** A session whose next request cannot be made: nothing of it will happen. */
function unsent(error: string, first: FirstSent | undefined, nowUs: number): Answer<never> {
  const times = { sentUs: nowUs, ...first, endedUs: nowUs };
  return { outcome: 'fail', status: 0, error, ...times, isTimed: false, told: undefined };
}

/**
 * Decides what an answer means. An expected status: it was done. Another of 3xx (redirects are not
 * followed) or 4xx: it was not. Anything else, an answer without the values that were to be taken
 * from it, and one that does not pass a check: not known.
 */
function readHttpAnswer(
  exchange: Exchange,
  maker: RequestMaker,
  sender: Sender,
  look: LookAt | undefined,
): Answer<never> {
  const { status, failure } = exchange;
  if (failure !== '') return broken(exchange);
  if (!maker.isExpected(status)) {
    const outcome = status >= 300 && status < 500 ? 'fail' : 'info';
    return answered(exchange, outcome, `HTTP_${status}`);
  }
  const missing = maker.extract?.(exchange, sender.variables);
  if (missing !== undefined) return answered(exchange, 'info', `${NO_VALUE}${missing}`);
  const failed = look?.(exchange);
  if (failed !== undefined) return answered(exchange, 'info', `${CHECK}${failed}`);
  return answered(exchange, 'ok', '');
}
