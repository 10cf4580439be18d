/**
 * Sealed mode (docs/format.md, sections 2 and 7): ends each epoch with its seal, goes on in a new
 * segment under the next key, and erases the one before. Appends that come meanwhile wait here.
 */
import { LighthouseError } from '@lighthouse/contract/errors';
import type { Clock, Scheduler } from '../clock.ts';
import { LOG_STREAM } from '../format/meta.ts';
import { withLogCode } from '../io-error.ts';
import type { EpochStore } from '../keys/epoch-file.ts';
import type { HostKeys } from '../keys/host-keys.ts';
import type { LogKeys } from '../keys/log-keys.ts';
import type { LogLimits } from '../limits.ts';
import type { AppendRequest, AppendResult, NewEvent } from '../types.ts';
import { appendBytesMax, checkAppend } from './check-append.ts';
import { overloaded } from './failures.ts';
import type { LogWriter } from './writer.ts';

export interface EpochGateParts {
  readonly writer: LogWriter;
  readonly keys: HostKeys;
  readonly store: EpochStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly limits: LogLimits;
  /** Key number in the header of the live segment. */
  readonly segmentKid: number;
  /** Time of the last frame. */
  readonly tsUs: number;
}

interface Held {
  readonly request: AppendRequest;
  readonly bytes: number;
  readonly resolve: (result: AppendResult | Promise<AppendResult>) => void;
  readonly reject: (error: unknown) => void;
}

/** Longest time that a timer is set for. */
const TIMER_MS_MAX = 3_600_000;

export class EpochGate {
  readonly #parts: EpochGateParts;
  #segmentKid: number;
  /** When the epoch ends that is in force. */
  #untilUs: number;
  /** Time of the last seal, if that was the last event. */
  #sealUs = 0;
  #held: Held[] = [];
  #heldBytes = 0;
  #turning: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;
  #isClosed = false;

  constructor(parts: EpochGateParts) {
    this.#parts = parts;
    this.#segmentKid = parts.segmentKid;
    const { state } = parts.keys;
    const isBehind = state.epoch !== parts.writer.keys.kid;
    // The last seal was written, and the process died before it could take note of it.
    this.#untilUs = isBehind ? Math.max(state.untilUs, parts.tsUs) + state.epochUs : state.untilUs;
  }

  append(request: AppendRequest): Promise<AppendResult> {
    const eventCount = request.events?.length ?? 1;
    if (this.#turning === undefined && !this.#isDue(eventCount)) {
      return this.#parts.writer.append(request);
    }
    return new Promise((resolve, reject) => {
      this.#hold({ request, bytes: this.#bytesOf(request), resolve, reject });
      void this.turn(eventCount);
    });
  }

  /**
   * Ends the epochs that are over, and one that has no room for so many events; resolves when
   * appends go on. Never rejects.
   */
  turn(eventCount = 1): Promise<void> {
    this.#turning ??= this.#turnOver(eventCount).then(
      () => this.#release(),
      (error: unknown) => this.#refuse(error),
    );
    return this.#turning;
  }

  /** Ends the epoch that is in force, though it is not over. Rejects as an append does. */
  async seal(): Promise<void> {
    while (this.#turning !== undefined) await this.#turning;
    const { clock, writer } = this.#parts;
    this.#untilUs = Math.max(clock.nowUs(), writer.lastUs + 1);
    let failure: unknown;
    this.#turning = this.#turnOver(1).then(
      () => this.#release(),
      (error: unknown) => {
        failure = error;
        this.#refuse(error);
      },
    );
    await this.#turning;
    if (failure !== undefined) throw failure;
  }

  /** Waits until no epoch is being ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTimer?.();
    while (this.#turning !== undefined) await this.#turning;
  }

  /** Tells whether something has to be done before the next events. */
  #isDue(eventCount: number): boolean {
    const { writer, keys } = this.#parts;
    if (this.#segmentKid !== writer.keys.kid || keys.state.epoch !== writer.keys.kid) return true;
    return this.#isOver(eventCount);
  }

  async #turnOver(eventCount: number): Promise<void> {
    const { writer, keys, store } = this.#parts;
    while (this.#isOver(eventCount)) await this.#seal();
    const { kid } = writer.keys;
    if (this.#segmentKid !== kid) await this.#parts.writer.turnSegment();
    // Crash here: the log is under the next key; the host still has the one before, and ends this.
    this.#segmentKid = kid;
    if (keys.state.epoch === kid) return;
    const state = keys.stateOf(kid, this.#untilUs);
    try {
      store.replace(state);
    } catch (error) {
      throw withLogCode(error, 'replace the key of the epoch');
    }
    // Crash here: nobody can make the keys of earlier epochs any more.
    keys.take(state);
  }

  /** Tells whether the last of so many events would fall behind the end of the epoch. */
  #isOver(eventCount: number): boolean {
    const { writer, clock } = this.#parts;
    const nextUs = Math.max(clock.nowUs(), writer.lastUs + 1);
    return nextUs + eventCount - 1 >= this.#untilUs;
  }

  /** Appends the seal of the epoch in force; what comes behind it is under the next key. */
  async #seal(): Promise<void> {
    const { writer, keys } = this.#parts;
    const { kid } = writer.keys;
    const next = keys.get(kid + 1);
    if (next === undefined) throw lastEpoch(kid);
    // A clock may have gone on between question and answer: all events of the epoch are before it,
    // but for the seal itself.
    const lastUs = writer.lastUs === this.#sealUs ? 0 : writer.lastUs;
    const untilUs = Math.max(this.#untilUs, lastUs + 1);
    writer.notBefore(untilUs);
    await writer.append({ events: [sealEvent(kid, untilUs, next)] }, next);
    this.#sealUs = writer.lastUs;
    // Crash here: the seal stands, and its key is still there. Opening goes on from it.
    this.#untilUs = untilUs + keys.state.epochUs;
  }

  #bytesOf(request: AppendRequest): number {
    checkAppend(request, this.#parts.limits);
    return appendBytesMax(request);
  }

  #hold(held: Held): void {
    const { pendingAppendsMax, pendingBytesMax } = this.#parts.limits;
    const bytes = this.#heldBytes + held.bytes;
    const appends = this.#held.length;
    if (appends >= pendingAppendsMax || (appends > 0 && bytes > pendingBytesMax)) {
      throw overloaded({ appends, bytes: this.#heldBytes });
    }
    this.#held.push(held);
    this.#heldBytes = bytes;
  }

  #release(): void {
    for (const { request, resolve } of this.#endTurn()) resolve(this.append(request));
    this.#setTimer();
  }

  #refuse(error: unknown): void {
    for (const { reject } of this.#endTurn()) reject(error);
    this.#setTimer();
  }

  #endTurn(): Held[] {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    this.#turning = undefined;
    return held;
  }

  /** An epoch ends on time also when nothing is appended. */
  #setTimer(): void {
    if (this.#isClosed) return;
    this.#cancelTimer?.();
    const { scheduler, clock } = this.#parts;
    const leftMs = Math.ceil((this.#untilUs - clock.nowUs()) / 1000);
    const delayMs = Math.min(TIMER_MS_MAX, Math.max(1000, leftMs));
    this.#cancelTimer = scheduler.after(delayMs, () => {
      if (this.#isDue(1)) void this.turn();
      else this.#setTimer();
    });
  }
}

function sealEvent(epoch: number, until: number, next: LogKeys): NewEvent {
  const payload = JSON.stringify({ epoch, until, next: next.keyCheck });
  const bytes = new TextEncoder().encode(payload);
  return { type: '$epoch_sealed', stream: LOG_STREAM, payload: bytes, system: true };
}

function lastEpoch(epoch: number): LighthouseError {
  return new LighthouseError('LH_LOG_READ_ONLY', 'the log has come to its last epoch', {
    hint: 'go on in a new log, with longer epochs',
    facts: { epoch },
  });
}
