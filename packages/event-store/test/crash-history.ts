import { hasErrorCode } from '@lighthouse/contract';
import type { AppendResult, EventLog, StoredEvent } from '../src/types.ts';

const SYSTEM_TYPES = ['$store_recovered', '$key_rotated', '$epoch_sealed', '$archived'];

/** A promise of the log that was broken. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/**
 * `known`: acknowledged, or seen in a log that was opened. `gone`: definitely not written, or seen
 * to be missing.
 */
type Fate = 'open' | 'known' | 'gone';

interface Attempt {
  readonly token: number;
  readonly eventCount: number;
  fate: Fate;
  firstSeq: number | undefined;
  mac: string | undefined;
}

/** What was appended and what came of it, to be compared with what a log holds later. */
export class CrashHistory {
  readonly #attempts: Attempt[] = [];
  /** Records of a torn end that was cut off, in the log checked last. */
  recoveriesSeen = 0;

  /** What is known now, to be compared with a log that nobody goes on with. */
  copy(): CrashHistory {
    const copy = new CrashHistory();
    for (const attempt of this.#attempts) copy.#attempts.push({ ...attempt });
    return copy;
  }

  /** Notes an append under way; its result settles its fate. */
  watch(eventCount: number, append: (token: number) => Promise<AppendResult>): Promise<void> {
    const token = this.#attempts.length;
    const attempt: Attempt = {
      token,
      eventCount,
      fate: 'open',
      firstSeq: undefined,
      mac: undefined,
    };
    this.#attempts.push(attempt);
    return append(token).then(
      (result) => {
        attempt.fate = 'known';
        attempt.firstSeq = result.firstSeq;
        attempt.mac = result.receipt.mac;
      },
      (error: unknown) => {
        if (hasErrorCode(error, 'LH_OUTCOME_UNKNOWN')) return;
        if (!hasErrorCode(error) || hasErrorCode(error, 'LH_BUG')) throw error;
        attempt.fate = 'gone';
      },
    );
  }

  /**
   * Compares all that the log holds with all that is known of it; throws at the first violation.
   */
  async check(log: EventLog): Promise<void> {
    const events: StoredEvent[] = [];
    for await (const event of log.read()) events.push(event);
    const { firstSeq } = log;
    expectThat(events.length === log.lastSeq - firstSeq + 1, 'lastSeq is that of the last event');
    let position = 0;
    let lastToken = -1;
    this.recoveriesSeen = 0;
    const found = new Set<number>();
    while (position < events.length) {
      const first = at(events, position);
      expectThat(first.seq === position + firstSeq, 'sequence numbers have no gaps');
      if (first.system) {
        expectThat(SYSTEM_TYPES.includes(first.type), 'no system events but those of the log');
        if (first.type === '$store_recovered') this.recoveriesSeen += 1;
        position += 1;
        continue;
      }
      const attempt = this.#attempts[tokenOf(first)];
      if (attempt === undefined) throw new Violation('an event was never appended');
      expectThat(attempt.token > lastToken, 'appends keep their order');
      expectThat(attempt.fate !== 'gone', `append ${attempt.token} that did not happen is there`);
      checkWhole(attempt, events.slice(position, position + attempt.eventCount));
      found.add(attempt.token);
      lastToken = attempt.token;
      position += attempt.eventCount;
    }
    this.#settle(found, firstSeq);
  }

  /**
   * What is in a log that was opened has been seen by readers: it must stay. What is not must not
   * come back. What was archived is not asked about.
   */
  #settle(found: ReadonlySet<number>, firstSeq: number): void {
    for (const attempt of this.#attempts) {
      if (attempt.fate === 'known' && (attempt.firstSeq ?? Infinity) < firstSeq) continue;
      const isThere = found.has(attempt.token);
      expectThat(isThere || attempt.fate !== 'known', `append ${attempt.token} is lost`);
      attempt.fate = isThere ? 'known' : 'gone';
    }
  }
}

function checkWhole(attempt: Attempt, events: readonly StoredEvent[]): void {
  const { token, eventCount } = attempt;
  expectThat(events.length === eventCount, `append ${token} is split`);
  for (const [index, event] of events.entries()) {
    expectThat(tokenOf(event) === token, `append ${token} is split`);
    expectThat(event.payload[4] === index, `append ${token} is out of order`);
  }
  attempt.firstSeq ??= at(events, 0).seq;
  attempt.mac ??= at(events, eventCount - 1).mac;
  expectThat(attempt.firstSeq === at(events, 0).seq, `append ${token} has moved`);
  expectThat(attempt.mac === at(events, eventCount - 1).mac, `append ${token} has another MAC`);
}

/** The first four bytes of each payload name the append; the fifth is the event's place in it. */
export function payloadFor(token: number, place: { index: number; length: number }): Uint8Array {
  const payload = Buffer.alloc(Math.max(5, place.length), 0x55);
  payload.writeUInt32LE(token, 0);
  payload[4] = place.index;
  return payload;
}

function tokenOf(event: StoredEvent): number {
  return Buffer.from(event.payload).readUInt32LE(0);
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Violation('an event is missing');
  return item;
}

function expectThat(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Violation(what);
}
