import type {
  AttackOperation,
  CommandOperation,
  Crowd,
  ReviewOperation,
  ReviewQuestion,
} from '@lighthouse/agent-sim';
import { commandDigest, reviewDigest } from '../audit/content-digest.ts';
import type { Answer } from '../driver/answer.ts';
import type { AgentLine, Driver } from '../driver/driver.ts';
import type { Told } from '../driver/told.ts';
import type { OperationKind } from '../history/record.ts';
import type { PlannedRetry } from '../plan/plan.ts';
import { TimeHeap } from '../pacing/time-heap.ts';
import type { AgentTable } from './agent-table.ts';
import { ENROL_NUMBER } from './enrol-all.ts';
import { LieBook } from './lie-book.ts';
import { persist } from './persist.ts';
import type { Attempt, Recorder } from './recorder.ts';
import { SightBook } from './sight-book.ts';

export interface ShardParts {
  readonly crowd: Crowd;
  readonly agents: AgentTable;
  readonly driver: Driver;
  readonly recorder: Recorder;
  readonly nowUs: () => number;
  /** When the load begins, on the same clock. */
  readonly startUs: number;
  /** Whether agents of a group answer reviews, by number of the group. */
  readonly isReviewer: readonly boolean[];
  /** Every which command of a group is read back, by number of the group; 0 for none. */
  readonly readBackEvery?: readonly number[];
  /** Called when `nextAtUs` may have come nearer without `advance`. */
  readonly onDue: () => void;
  /** How operations of unknown outcome are sent again; undefined when they are not. */
  readonly retry?: PlannedRetry | undefined;
  /** Called once, with the first line that has a session. */
  readonly onFirstJoin: (line: AgentLine) => void;
}

/** Operations of one agent that may be unanswered at the same time; one more is dropped. */
export const IN_FLIGHT_PER_AGENT_MAX = 64;
/** The same for a whole thread. */
export const IN_FLIGHT_MAX = 20_000;
/** How many are begun before answers get their turn. */
const BATCH = 64;
/** Questions that an expert remembers, to tell one that comes twice. */
const QUESTIONS_KEPT = 1000;

/**
 * The agents of one thread under load, in an open model: what an agent intends does not wait for
 * what it did before. An operation is sent when it is due, or dropped when it cannot be; it is
 * never put off in silence. What is due before the agent's session is open waits for it: its
 * latency counts from when it was intended all the same.
 */
export class ShardLoad {
  readonly #parts: ShardParts;
  /**
   * Times since the start of the load. Numbers: an agent's next command by its position, its start
   * by that plus the number of agents, and a review by its slot plus twice that number.
   */
  readonly #due: TimeHeap;
  readonly #reviews: (DueReview | DueRetry | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  readonly #questions = new Map<number, Set<string>>();
  readonly lies: LieBook;
  readonly sights = new SightBook();
  #nextSessionNumber = ENROL_NUMBER;
  #hasJoined = false;
  #isStopped = false;
  #isClosed = false;

  constructor(parts: ShardParts) {
    this.#parts = parts;
    const { crowd } = parts;
    this.#due = new TimeHeap(crowd.size + BATCH);
    this.lies = new LieBook({
      recorder: parts.recorder,
      nameOf: (position) => crowd.identity(position).name,
      nextSessionNumber: () => --this.#nextSessionNumber,
    });
    for (let position = 0; position < crowd.size; position++)
      this.#due.push(crowd.identity(position).startUs, position + crowd.size);
  }

  /** When `advance` has something to do next, on the clock; Infinity when nothing is left. */
  get nextAtUs(): number {
    return this.#due.nextAtUs + this.#parts.startUs;
  }

  /** Nothing is intended any more, and everything that was sent is answered. */
  get isQuiet(): boolean {
    const { driver, agents } = this.#parts;
    const isAnswered = driver.inFlight === 0 && this.lies.openCount === 0;
    return this.#due.size === 0 && isAnswered && agents.waitingCount === 0;
  }

  /** Begins what is due by now. Returns true when there was more than should be begun at once. */
  advance(): boolean {
    const elapsedUs = this.#parts.nowUs() - this.#parts.startUs;
    for (let begun = 0; this.#due.nextAtUs <= elapsedUs; begun++) {
      if (begun === BATCH) return true;
      this.#begin(this.#due.pop());
    }
    return false;
  }

  /** Intends nothing any more of its own accord. Experts go on answering what they are asked. */
  stop(): void {
    this.#isStopped = true;
    const { crowd } = this.#parts;
    const reviews: { atUs: number; id: number }[] = [];
    while (this.#due.size > 0) {
      const atUs = this.#due.nextAtUs;
      const id = this.#due.pop();
      if (id >= 2 * crowd.size) reviews.push({ atUs, id });
    }
    for (const { atUs, id } of reviews) this.#due.push(atUs, id);
  }

  /** Ends everything: nothing is begun from here on, and what was not sent is dropped. */
  close(): void {
    this.stop();
    this.#isClosed = true;
    const { crowd, agents, recorder } = this.#parts;
    while (this.#due.size > 0) {
      const due = this.#reviews[this.#due.pop() - 2 * crowd.size];
      if (due !== undefined && 'retry' in due) due.retry();
    }
    for (let position = 0; position < crowd.size; position++)
      for (const _operation of agents.takeWaiting(position))
        recorder.drop(agents.group(position), 'command', 'NOT_SENT_AT_END');
  }

  #begin(id: number): void {
    const { size } = this.#parts.crowd;
    if (id >= 2 * size) return this.#beginLater(id - 2 * size);
    const position = id % size;
    if (id < size) this.#beginCommand(position);
    else if (this.#parts.agents.standing(position) === 'enrolled')
      this.#openSession(position, this.#startUs(position));
    const nextAtUs = this.#parts.crowd.nextAtUs(position);
    if (nextAtUs !== Infinity && !this.#isStopped) this.#due.push(nextAtUs, position);
  }

  #startUs(position: number): number {
    return this.#parts.startUs + this.#parts.crowd.identity(position).startUs;
  }

  #openSession(position: number, intendedUs: number): void {
    const { agents, recorder } = this.#parts;
    const line = agents.line(position);
    if (line === undefined) return;
    const group = agents.group(position);
    agents.setStanding(position, 'opening');
    recorder.intend(group, 'session');
    const number = --this.#nextSessionNumber;
    const attempt = { group, agent: agents.index(position), number, intendedUs };
    line.openSession((answer) => {
      recorder.end({ ...attempt, kind: 'session', key: '', digest: '' }, answer);
      if (answer.outcome === 'ok') this.#join(position, line);
      else this.#turnAway(position);
    });
  }

  #join(position: number, line: AgentLine): void {
    const { agents } = this.#parts;
    const group = agents.group(position);
    agents.setStanding(position, 'joined');
    if (!this.#hasJoined) this.#parts.onFirstJoin(line);
    this.#hasJoined = true;
    const isFirst = !this.#questions.has(position);
    if (isFirst && this.#parts.isReviewer[group] === true) {
      this.#questions.set(position, new Set());
      line.listen({
        onQuestion: (question) => this.#ask(position, question),
        onAlien: (what) => this.sights.alien(this.#nameOf(position), what),
        onBroken: () => {},
      });
    }
    for (const operation of agents.takeWaiting(position)) this.#send(position, operation);
  }

  /** It got no session; it asks again when it next wants to do something. */
  #turnAway(position: number): void {
    const { agents, recorder } = this.#parts;
    agents.setStanding(position, 'enrolled');
    for (const _operation of agents.takeWaiting(position))
      recorder.drop(agents.group(position), 'command', 'NO_SESSION');
  }

  #beginCommand(position: number): void {
    const { crowd, agents, recorder } = this.#parts;
    const operation = crowd.next(position);
    if (operation === undefined) return;
    if (operation.kind === 'attack') return this.#lie(position, operation);
    const group = agents.group(position);
    recorder.intend(group, 'command');
    const standing = agents.standing(position);
    if (standing === 'joined') return this.#send(position, operation);
    if (standing === 'absent') return recorder.drop(group, 'command', 'NO_CREDENTIAL');
    if (agents.waiting(position) >= IN_FLIGHT_PER_AGENT_MAX)
      return recorder.drop(group, 'command', 'IN_FLIGHT_LIMIT');
    agents.wait(position, operation);
    if (standing === 'enrolled') this.#openSession(position, this.#parts.nowUs());
  }

  /** An agent that has no session cannot lie: it tries to get one. */
  #lie(position: number, operation: AttackOperation): void {
    const { agents, nowUs } = this.#parts;
    const standing = agents.standing(position);
    if (standing === 'enrolled') this.#openSession(position, nowUs());
    const line = agents.line(position);
    if (standing !== 'joined' || line?.attack === undefined) return;
    const group = agents.group(position);
    this.lies.tell(operation, { position, group, attack: (lie) => line.attack!(lie) });
  }

  #send(position: number, operation: CommandOperation): void {
    const line = this.#lineFor(position, 'command');
    if (line === undefined) return;
    const digest = commandDigest(operation.request);
    const intendedUs = this.#parts.startUs + operation.atUs;
    const attempt = this.#attempt(position, operation, { intendedUs, digest });
    this.#insist(position, attempt, (onAnswer) => line.command(operation, onAnswer));
  }

  #ask(position: number, question: ReviewQuestion): void {
    const asked = this.#questions.get(position);
    if (this.#isClosed || asked === undefined || asked.has(question.command)) return;
    asked.add(question.command);
    const [oldest] = asked;
    if (asked.size > QUESTIONS_KEPT && oldest !== undefined) asked.delete(oldest);
    const { crowd, nowUs, startUs } = this.#parts;
    const operation = crowd.review(position, question);
    if (operation.kind === 'attack') return this.#lie(position, operation);
    const atUs = nowUs() - startUs + operation.afterUs;
    this.#later(atUs, { position, operation, atUs });
  }

  #later(atUs: number, due: DueReview | DueRetry): void {
    const slot = this.#freeSlots.pop() ?? this.#reviews.length;
    this.#reviews[slot] = due;
    this.#due.push(atUs, 2 * this.#parts.crowd.size + slot);
    this.#parts.onDue();
  }

  #beginLater(slot: number): void {
    const due = this.#reviews[slot];
    this.#reviews[slot] = undefined;
    this.#freeSlots.push(slot);
    if (due === undefined) return;
    if ('retry' in due) due.retry();
    else this.#beginReview(due);
  }

  #beginReview({ position, operation, atUs }: DueReview): void {
    const { agents, recorder, startUs } = this.#parts;
    recorder.intend(agents.group(position), 'review');
    const line = this.#lineFor(position, 'review');
    if (line === undefined) return;
    const digest = reviewDigest({ command: operation.command, ...operation.request });
    const intendedUs = startUs + atUs;
    const attempt = this.#attempt(position, operation, { intendedUs, digest });
    this.#insist(position, attempt, (onAnswer) => line.review(operation, onAnswer));
  }

  /** Gives the line to send on; when there is no room for one more, drops the operation. */
  #lineFor(position: number, kind: OperationKind): AgentLine | undefined {
    const { agents, driver, recorder } = this.#parts;
    const line = agents.line(position);
    const isFull =
      agents.inFlight(position) >= IN_FLIGHT_PER_AGENT_MAX || driver.inFlight >= IN_FLIGHT_MAX;
    if (line === undefined || isFull) {
      recorder.drop(agents.group(position), kind, isFull ? 'IN_FLIGHT_LIMIT' : 'NO_SESSION');
      return undefined;
    }
    agents.addInFlight(position, 1);
    return line;
  }

  #attempt(
    position: number,
    { agent, number, kind, key }: CommandOperation | ReviewOperation,
    { intendedUs, digest }: { readonly intendedUs: number; readonly digest: string },
  ): Attempt {
    const group = this.#parts.agents.group(position);
    return { group, agent, number, kind, key, intendedUs, digest };
  }

  /** Sends an operation, and again when the scenario says so. */
  #insist(
    position: number,
    attempt: Attempt,
    send: (onAnswer: (answer: Answer<Told>) => void) => void,
  ): void {
    const { retry, nowUs, startUs } = this.#parts;
    const onEnd = (answer: Answer<Told>) => this.#end(position, attempt, answer);
    if (retry === undefined) return send(onEnd);
    const at = (atUs: number, run: () => void) => this.#later(atUs - startUs, { retry: run });
    persist(send, { policy: retry, nowUs, at, isClosed: () => this.#isClosed }, onEnd);
  }

  #end(position: number, attempt: Attempt, answer: Answer<Told>): void {
    const { agents, recorder, nowUs } = this.#parts;
    agents.addInFlight(position, -1);
    recorder.end(attempt, answer);
    this.#readBack(position, attempt, answer);
    const isExpired = answer.error === 'TOKEN_EXPIRED' && agents.standing(position) === 'joined';
    if (isExpired) this.#openSession(position, nowUs());
  }

  /** Reads back every so many-th command, at the place that its receipt names. */
  #readBack(position: number, { kind, number, group }: Attempt, { told }: Answer<Told>): void {
    const everyNth = this.#parts.readBackEvery?.[group] ?? 0;
    const line = this.#parts.agents.line(position);
    // The last event of an escalation is in the stream of the expert.
    const isOwn = told !== undefined && told.decision !== 'escalated' && kind === 'command';
    if (everyNth === 0 || number % everyNth !== 0 || !isOwn || this.#isClosed) return;
    line?.readBack?.(told, (sight) => this.sights.read(this.#nameOf(position), sight));
  }

  #nameOf(position: number): string {
    return this.#parts.crowd.identity(position).name;
  }
}

interface DueReview {
  readonly position: number;
  readonly operation: ReviewOperation;
  readonly atUs: number;
}

/** An operation that waits until it is sent again. */
interface DueRetry {
  readonly retry: () => void;
}
