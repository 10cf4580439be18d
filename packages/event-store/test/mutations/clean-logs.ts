/** Logs as a writer leaves them, of many shapes: none of them may raise an alarm. */
import { encodeMeta } from '../../src/format/meta.ts';
import type { KeyRing } from '../../src/keys/key-ring.ts';
import { LogBuilder, testRing, type BuiltLog, type TestEvent } from '../log-builder.ts';
import type { Chance } from './chance.ts';

export interface CleanLog extends BuiltLog {
  readonly ring: KeyRing;
  /** Last sequence number of the last whole append. */
  readonly lastSeq: number;
  /** What the best HEAD slot says. */
  readonly headSeq: number;
  /** By sequence number: the MAC in base64, as a receipt has it. */
  readonly macs: ReadonlyMap<number, string>;
  /**
   * The last append is not there whole, or zeros follow it: verdicts stay what a crash explains.
   */
  readonly isTorn: boolean;
  readonly isSealed: boolean;
}

export interface CleanLogOptions {
  readonly logId?: string;
  /** At least so many segments. */
  readonly segmentsMin?: number;
  /** Nothing is left above what HEAD says. */
  readonly isSettled?: boolean;
}

/** Makes a clean log; the same choices make the same log. */
export function cleanLog(chance: Chance, options: CleanLogOptions = {}): CleanLog {
  const isSealed = chance.once(8);
  const ring = isSealed ? testRing(1) : testRing(chance.between(1, 4));
  const builder = new LogBuilder({
    ring,
    isSealed,
    ...(options.logId !== undefined && { logId: options.logId }),
  });
  const hasAgents = chance.once(4);
  if (hasAgents) builder.register('ann', ['tested', 'other.*']).register('bob', ['*'], 2);
  const segments = Math.max(options.segmentsMin ?? 1, chance.between(1, 4));
  for (let segment = 0; segment < segments; segment++) {
    if (segment > 0) builder.roll();
    const isEmptyEnd = segment > 0 && segment === segments - 1 && chance.once(6);
    const appends = isEmptyEnd ? 0 : chance.between(segments === 1 ? 0 : 1, 9);
    for (let count = 0; count < appends; count++)
      appendSomething(builder, chance, { ring, hasAgents, isSealed });
  }
  return finished(builder, chance, { ...options, ring, isSealed });
}

interface Shape {
  readonly ring: KeyRing;
  readonly hasAgents: boolean;
  readonly isSealed: boolean;
}

function appendSomething(builder: LogBuilder, chance: Chance, shape: Shape): void {
  if (chance.once(12)) builder.system('$heartbeat', {});
  if (chance.once(15)) {
    builder.system('$store_recovered', { bytes: 17, reason: 'torn', seq: builder.seq });
  }
  if (shape.isSealed && chance.once(5)) builder.sealEpoch();
  if (!shape.isSealed && builder.kid < shape.ring.keys.length && chance.once(8)) {
    builder.rotate(builder.kid + 1);
  }
  const events = Array.from({ length: chance.once(4) ? chance.between(2, 6) : 1 }, (_, index) =>
    someEvent(chance, `${builder.seq}-${index}`, shape),
  );
  builder.append(events, { isAcknowledged: !chance.once(3) });
}

function someEvent(chance: Chance, name: string, { hasAgents }: Shape): TestEvent {
  const length = chance.once(20) ? chance.between(1000, 6000) : chance.below(120);
  return {
    stream: `stream-${chance.below(4)}`,
    payload: chance.once(10) ? Buffer.alloc(length) : chance.bytes(length),
    ...(chance.once(2) && { id: `id ${name} \u{1f3ee} é` }),
    ...(chance.once(4) && { key: `key-${name}` }),
    ...(chance.once(4) && { session: 'sitzung "ä"', correlation: 'c-1', causation: 'c-0' }),
    ...(hasAgents && chance.once(2) && { agent: 'ann', credential: 1 }),
    ...(chance.once(10) && { metaText: foreignMeta }),
  };
}

interface Ending extends CleanLogOptions {
  readonly ring: KeyRing;
  readonly isSealed: boolean;
}

function finished(builder: LogBuilder, chance: Chance, ending: Ending): CleanLog {
  builder.durable = builder.seq;
  const { ring, isSealed } = ending;
  builder.head(chance.once(4)).head();
  const headSeq = builder.seq;
  const isUnsettled = ending.isSettled !== true && chance.once(3);
  if (isUnsettled) {
    const isRecorded = chance.once(2);
    for (let count = chance.between(1, 4); count > 0; count--) {
      // Nobody was told of these, or HEAD is behind: a power loss may leave an older one.
      builder.append([{ payload: chance.bytes(chance.below(50)) }], { isAcknowledged: isRecorded });
    }
  }
  const isTorn = isUnsettled && chance.once(2);
  const lastSeq = builder.seq;
  if (isTorn)
    builder.append([{ payload: chance.bytes(chance.between(1, 2000)) }], { isAcknowledged: false });
  const zeroBytes = chance.once(3) ? chance.between(1, 3000) : 0;
  const log = builder.build({ zeroBytes, hasHead: false });
  if (isTorn) tearLast(log, chance);
  const macs = new Map(log.frames.map((frame) => [frame.seq, macOf(log, frame)]));
  return { ...log, ring, lastSeq, headSeq, macs, isTorn, isSealed };
}

/** Cuts the last frame somewhere, as the end of the file or with zeros. */
function tearLast(log: BuiltLog, chance: Chance): void {
  const last = log.frames.at(-1);
  const bytes = last && log.files.get(last.file);
  if (!last || !bytes) return;
  const cut = chance.between(last.start + 1, last.end - 4);
  if (chance.once(2)) log.files.set(last.file, bytes.subarray(0, cut));
  else log.files.set(last.file, Buffer.concat([bytes.subarray(0, cut), Buffer.alloc(700)]));
}

function macOf(log: BuiltLog, { file, end }: BuiltLog['frames'][number]): string {
  return log.files.get(file)?.toString('base64', end - 36, end - 4) ?? '';
}

/** Writes meta as another writer may: members in another order, white space, unknown members. */
function foreignMeta(stream: string, version: number): string {
  const known = JSON.parse(encodeMeta({ type: 'tested', stream, version })) as object;
  return JSON.stringify({ later: [1, { a: null }], ...known }, undefined, 1);
}
