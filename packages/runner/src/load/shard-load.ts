import type { AttackOperation, ReviewQuestion } from '@lighthouse/agent-sim';
import type { OperationKind } from '@lighthouse/contract/operation-kinds';
import type { Answer } from '../driver/answer.ts';
import { NO_VALUE, type AgentLine } from '../driver/driver.ts';
import type { Told } from '../driver/told.ts';
import { TimeHeap } from '../pacing/time-heap.ts';
import { AskedQuestions } from './asked-questions.ts';
import { ENROL_NUMBER } from './enrol-all.ts';
import { LieBook } from './lie-book.ts';
import { ErrorCounts } from '../metrics/error-counts.ts';
import { persist } from './persist.ts';
import type { DueRetry, DueReview } from './put-off.ts';
import type { ShardParts } from './shard-parts.ts';
import { digestOf, sendOperation, type SentOperation } from './send-operation.ts';
import { Slots } from './slots.ts';
import type { Attempt, Intent } from './recorder.ts';
import { SightBook } from './sight-book.ts';

/** Operations of one agent that may be unanswered at the same time; one more is dropped. */
export const IN_FLIGHT_PER_AGENT_MAX = 64;
/** The same for a whole thread. */
export const IN_FLIGHT_MAX = 20_000;
/** How many are begun before answers get their turn. */
const BATCH = 64;
/** A session that the target does not know any more: of a bridge, and of any other server. */
const EXPIRED: readonly string[] = ['TOKEN_EXPIRED', 'HTTP_401'];
/** Who thinks waits so much longer after what never reached the target, or it would spin. */
const UNSENT_PAUSE_US = 100_000;

/**
 * The agents of one thread under load. In the open model what an agent intends does not wait for
 * what it did before; who thinks intends its next command so long after the end of the last. An
 * operation is sent when it is due, or dropped when it cannot be; it is never put off in silence.
 * What is due before the agent's session is open waits for it: its latency counts from when it was
 * intended all the same.
 */
export class ShardLoad {
  readonly #parts: ShardParts;
  /**
   * Times since the start of the load. Numbers: an agent's next command by its position, its coming
   * and going by that plus the number of agents, and a review by its slot plus twice that number.
   */
  readonly #due: TimeHeap;
  readonly #later = new Slots<DueReview | DueRetry>();
  readonly #questions = new AskedQuestions();
  readonly lies: LieBook;
  readonly sights = new SightBook();
  /** What was answered to attempts that are made again. */
  readonly again = new ErrorCounts();
  #nextSessionNumber = ENROL_NUMBER;
  #hasJoined = false;
  /** By position: it came at least once, and what it intends is under way from then on. */
  readonly #hasBegun: Uint8Array;
  /** Of the times that are due: those at which an agent that came before goes or comes back. */
  #changesDue = 0;
  #isCutShort = false;
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
    this.#hasBegun = new Uint8Array(crowd.size);
    for (let position = 0; position < crowd.size; position++) {
      // Where stages set a rate, what an agent intends may be due before its turn to come.
      const startUs = Math.min(crowd.identity(position).startUs, crowd.nextAtUs(position));
      if (startUs !== Infinity) this.#due.push(startUs, position + crowd.size);
    }
  }

  /** When `advance` has something to do next, on the clock; Infinity when nothing is left. */
  get nextAtUs(): number {
    return this.#due.nextAtUs + this.#parts.startUs;
  }

  /** Nothing is intended any more, and everything that was sent is answered. */
  get isQuiet(): boolean {
    const { driver, agents } = this.#parts;
    const isAnswered = driver.inFlight === 0 && this.lies.openCount === 0;
    // Coming and going is nothing to wait for, once everyone came.
    return this.#due.size === this.#changesDue && isAnswered && agents.waitingCount === 0;
  }

  /** Begins what is due by now. Returns true when there was more than should be begun at once. */
  advance(): boolean {
    const elapsedUs = this.#parts.nowUs() - this.#parts.startUs;
    for (let begun = 0; this.#due.nextAtUs <= elapsedUs; begun++) {
      if (begun === BATCH) return true;
      const atUs = this.#due.nextAtUs;
      this.#begin(this.#due.pop(), atUs);
    }
    return false;
  }

  /**
   * Intends nothing any more of its own accord, before its time. Experts go on answering what they
   * are asked.
   */
  stop(): void {
    this.#isCutShort = true;
    this.#intendNoMore();
  }

  #intendNoMore(): void {
    this.#isStopped = true;
    this.#changesDue = 0;
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
    this.#intendNoMore();
    this.#isClosed = true;
    const { crowd, agents, recorder } = this.#parts;
    while (this.#due.size > 0) {
      const due = this.#later.take(this.#due.pop() - 2 * crowd.size);
      if (due !== undefined && 'retry' in due) due.retry();
    }
    for (let position = 0; position < crowd.size; position++) {
      for (const operation of agents.takeWaiting(position))
        recorder.drop(this.#intent(position, operation), 'NOT_SENT_AT_END');
      if (!this.#isCutShort) this.#dropIterations(position);
    }
  }

  /** What was to be done and had no time to begin was intended as well. */
  #dropIterations(position: number): void {
    const { crowd, recorder, nowUs, startUs } = this.#parts;
    const left = crowd.iterationsLeft(position);
    if (left === 0) return;
    const { iterates: kind = 'command' } = this.#parts;
    const intent = this.#intent(position, { atUs: nowUs() - startUs, kind });
    recorder.intend(intent, left);
    recorder.drop(intent, 'NO_TIME_LEFT', left);
  }

  #intent(
    position: number,
    of: { readonly atUs: number; readonly kind: OperationKind; readonly place?: number },
  ): Intent {
    const { agents, startUs } = this.#parts;
    const intendedUs = startUs + of.atUs;
    return { group: agents.group(position), kind: of.kind, intendedUs, place: of.place };
  }

  #begin(id: number, atUs: number): void {
    const { size } = this.#parts.crowd;
    if (id >= 2 * size) return this.#beginLater(id - 2 * size);
    const position = id % size;
    if (id >= size) return this.#comeOrGo(position, atUs);
    this.#beginCommand(position);
    // Who thinks goes on when this one is over.
    if (!this.#thinks(position)) this.#pushNext(position);
  }

  /** Who leaves sends nothing more, and opens a new session when it comes back. */
  #comeOrGo(position: number, atUs: number): void {
    const { crowd, agents, startUs } = this.#parts;
    const { isPresent, untilUs } = crowd.presence(position, atUs);
    const standing = agents.standing(position);
    const isFirst = this.#hasBegun[position] === 0;
    if ((isPresent || isFirst) && standing === 'enrolled')
      this.#openSession(position, startUs + atUs);
    if (!isPresent && !isFirst && standing === 'joined') agents.setStanding(position, 'enrolled');
    if (!isFirst) this.#changesDue--;
    if (untilUs !== Infinity) {
      this.#due.push(untilUs, position + crowd.size);
      this.#changesDue++;
    }
    if (isFirst) this.#pushNext(position);
    this.#hasBegun[position] = 1;
  }

  #pushNext(position: number): void {
    const nextAtUs = this.#parts.crowd.nextAtUs(position);
    if (nextAtUs !== Infinity && !this.#isStopped) this.#due.push(nextAtUs, position);
  }

  #thinks(position: number): boolean {
    const { thinks, agents } = this.#parts;
    return thinks?.[agents.group(position)] === true;
  }

  /** A command is over, one way or another; who thinks about its end intends the next one. */
  #over(position: number, pauseUs = 0): void {
    if (this.#isStopped || !this.#thinks(position)) return;
    const { crowd, nowUs, startUs, onDue } = this.#parts;
    crowd.answered(position, nowUs() - startUs + pauseUs);
    this.#pushNext(position);
    onDue();
  }

  /** Drops an operation that was intended. */
  #drop(position: number, intent: Intent, why: string): void {
    this.#parts.recorder.drop(intent, why);
    this.#over(position, UNSENT_PAUSE_US);
  }

  #openSession(position: number, intendedUs: number): void {
    const { agents, recorder } = this.#parts;
    const line = agents.line(position);
    if (line === undefined) return;
    if (line.openSession === undefined) return this.#join(position, line);
    const group = agents.group(position);
    agents.setStanding(position, 'opening');
    recorder.intend({ group, kind: 'session', intendedUs });
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
    if (this.#parts.isReviewer[group] === true && this.#questions.open(position)) {
      line.listen?.({
        onQuestion: (question) => this.#ask(position, question),
        onAlien: (what) => this.sights.alien(this.#nameOf(position), what),
        onBroken: () => {},
      });
    }
    this.#sendWaiting(position);
  }

  /** It got no session; it asks again when it next wants to do something. */
  #turnAway(position: number): void {
    const { agents } = this.#parts;
    agents.setStanding(position, 'enrolled');
    for (const operation of agents.takeWaiting(position))
      this.#drop(position, this.#intent(position, operation), 'NO_SESSION');
  }

  #beginCommand(position: number): void {
    const { crowd, agents, recorder } = this.#parts;
    const operation = crowd.next(position);
    if (operation === undefined) return;
    if (operation.kind === 'attack') return this.#lie(position, operation);
    const intent = this.#intent(position, operation);
    recorder.intend(intent);
    const standing = agents.standing(position);
    if (standing === 'joined') return this.#send(position, operation, intent);
    if (standing === 'absent') return this.#drop(position, intent, 'NO_CREDENTIAL');
    if (agents.waiting(position) >= IN_FLIGHT_PER_AGENT_MAX)
      return this.#drop(position, intent, 'IN_FLIGHT_LIMIT');
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

  #send(position: number, operation: SentOperation, intent: Intent): void {
    const line = this.#lineFor(position);
    const send = typeof line === 'string' ? line : sendOperation(line, operation);
    const { agents } = this.#parts;
    if (typeof send === 'string') {
      if (operation.kind === 'request' && this.#mayComeYet(position, send))
        return agents.wait(position, operation);
      return this.#drop(position, intent, send);
    }
    agents.addInFlight(position, 1);
    this.#insist(position, attemptOf(intent, operation), send);
  }

  #ask(position: number, question: ReviewQuestion): void {
    if (this.#isClosed || !this.#questions.isNew(position, question.command)) return;
    const { crowd, nowUs, startUs } = this.#parts;
    const operation = crowd.review(position, question);
    if (operation.kind === 'attack') return this.#lie(position, operation);
    const atUs = nowUs() - startUs + operation.afterUs;
    this.#putOff(atUs, { position, operation, atUs });
  }

  #putOff(atUs: number, due: DueReview | DueRetry): void {
    this.#due.push(atUs, 2 * this.#parts.crowd.size + this.#later.put(due));
    this.#parts.onDue();
  }

  #beginLater(slot: number): void {
    const due = this.#later.take(slot);
    if (due === undefined) return;
    if ('retry' in due) due.retry();
    else this.#beginReview(due);
  }

  #beginReview({ position, operation, atUs }: DueReview): void {
    const intent = this.#intent(position, { atUs, kind: 'review' });
    this.#parts.recorder.intend(intent);
    this.#send(position, operation, intent);
  }

  /** What is under way may give a value that a request lacks. */
  #mayComeYet(position: number, why: string): boolean {
    const { agents } = this.#parts;
    const hasRoom = agents.waiting(position) < IN_FLIGHT_PER_AGENT_MAX;
    return why.startsWith(NO_VALUE) && agents.inFlight(position) > 0 && hasRoom;
  }

  #sendWaiting(position: number): void {
    const { agents } = this.#parts;
    if (agents.waitingCount === 0) return;
    for (const operation of agents.takeWaiting(position))
      this.#send(position, operation, this.#intent(position, operation));
  }

  /** Gives the line to send on, or why there is none for one operation more. */
  #lineFor(position: number): AgentLine | 'IN_FLIGHT_LIMIT' | 'NO_SESSION' {
    const { agents, driver } = this.#parts;
    const line = agents.line(position);
    const isFull =
      agents.inFlight(position) >= IN_FLIGHT_PER_AGENT_MAX || driver.inFlight >= IN_FLIGHT_MAX;
    if (isFull) return 'IN_FLIGHT_LIMIT';
    if (line === undefined) return 'NO_SESSION';
    return line;
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
    const at = (atUs: number, run: () => void) => this.#putOff(atUs - startUs, { retry: run });
    const onAgain = (error: string) => this.again.note(error);
    persist(send, { policy: retry, nowUs, at, onAgain, isClosed: () => this.#isClosed }, onEnd);
  }

  #end(position: number, attempt: Attempt, answer: Answer<Told>): void {
    const { agents, recorder, nowUs } = this.#parts;
    agents.addInFlight(position, -1);
    recorder.end(attempt, answer);
    if (attempt.kind !== 'review')
      this.#over(position, answer.status === 0 && !answer.isTimed ? UNSENT_PAUSE_US : 0);
    this.#readBack(position, attempt, answer);
    const isTurnedAway = EXPIRED.includes(answer.error);
    const isExpired = isTurnedAway && agents.standing(position) === 'joined';
    if (isExpired) this.#openSession(position, nowUs());
    else if (agents.standing(position) === 'joined') this.#sendWaiting(position);
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

/** Made for every operation of a run: spreading the one into the other costs as much as sending. */
function attemptOf(intent: Intent, operation: SentOperation): Attempt {
  return {
    group: intent.group,
    kind: intent.kind,
    intendedUs: intent.intendedUs,
    place: intent.place,
    agent: operation.agent,
    number: operation.number,
    key: operation.key,
    digest: digestOf(operation),
  };
}
