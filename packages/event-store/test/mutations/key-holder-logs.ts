/**
 * Logs that somebody made who holds the key, or that its writer made wrongly: every MAC is right.
 */
import { createHash } from 'node:crypto';
import type { FindingCode } from '../../src/types.ts';
import type { Anchor } from '../../src/verify/anchors.ts';
import {
  LogBuilder,
  START_US,
  testRing,
  type BuilderOptions,
  type BuiltLog,
} from '../log-builder.ts';

/** A way to break the rules with the key in hand, and what a reader must call it. */
export interface KeyHolderCase {
  readonly name: string;
  readonly finds: readonly FindingCode[];
  readonly build: () => BuiltLog;
  readonly nowUs?: number;
}

const four = (options?: BuilderOptions): LogBuilder =>
  new LogBuilder(options).events('a', 'b', 'c', 'd');

export const KEY_HOLDER_CASES: readonly KeyHolderCase[] = [
  {
    name: 'two events with one sequence number',
    finds: ['FORK'],
    build: () => {
      const builder = four();
      builder.seq -= 1;
      return builder
        .append([{ payload: 'another d', version: 4 }])
        .events('e')
        .build();
    },
  },
  {
    name: 'a sequence number left out',
    finds: ['GAP'],
    build: () => {
      const builder = four();
      builder.seq += 3;
      return builder.events('h').build();
    },
  },
  {
    name: 'an event that says of what was durable less than the one before',
    finds: ['TAMPERED'],
    build: () => {
      const builder = four();
      builder.durable = 1;
      return builder.events('e').build();
    },
  },
  {
    name: 'an event that says that it was durable itself',
    finds: ['TAMPERED'],
    build: () => {
      const builder = four();
      builder.durable = 5;
      return builder.events('e').build();
    },
  },
  {
    name: 'an event that is earlier than the one before',
    finds: ['TIMESTAMP_BACKWARDS'],
    build: () => {
      const builder = four();
      builder.tsUs -= 2500;
      return builder.events('e').build();
    },
  },
  {
    name: 'an event that is later than the clock of the reader',
    finds: ['TIMESTAMP_FUTURE'],
    nowUs: START_US,
    build: () => {
      const builder = four();
      builder.tsUs += 400_000_000;
      return builder.events('e').build();
    },
  },
  {
    name: 'an event that is earlier than its segment',
    finds: ['TIMESTAMP_EPOCH'],
    build: () => {
      const builder = four();
      builder.tsUs += 10_000_000;
      builder.roll();
      builder.tsUs -= 5_000_000;
      return builder.events('e').build();
    },
  },
  {
    name: 'a version of a stream left out',
    finds: ['STREAM_GAP'],
    build: () =>
      four()
        .append([{ version: 7 }])
        .build(),
  },
  {
    name: 'a version of a stream twice',
    finds: ['STREAM_GAP'],
    build: () =>
      four()
        .append([{ version: 4 }])
        .build(),
  },
  {
    name: 'an id twice',
    finds: ['DUPLICATE'],
    build: () =>
      four()
        .append([{ id: 'x' }])
        .append([{ id: 'x' }])
        .build(),
  },
  {
    name: 'an idempotency key twice by one agent',
    finds: ['DUPLICATE'],
    build: () =>
      four()
        .append([{ key: 'k', agent: 'ann' }])
        .append([{ key: 'k', agent: 'ann' }])
        .build(),
  },
  {
    name: 'an idempotency key twice by nobody',
    finds: ['DUPLICATE'],
    build: () =>
      four()
        .append([{ key: 'k' }])
        .append([{ key: 'k' }])
        .build(),
  },
  {
    name: 'an idempotency key of two agents',
    finds: [],
    build: () =>
      four()
        .append([{ key: 'k', agent: 'ann' }])
        .append([{ key: 'k', agent: 'bob' }])
        .build(),
  },
  {
    name: 'meta that is no object',
    finds: ['TAMPERED'],
    build: () =>
      four()
        .append([{ metaText: '[1]' }])
        .build(),
  },
  {
    name: 'meta without a stream',
    finds: ['TAMPERED'],
    build: () =>
      four()
        .append([{ metaText: '{"type":"t","version":1}' }])
        .build(),
  },
  {
    name: 'the type of a system record on an event of an agent',
    finds: ['TAMPERED'],
    build: () =>
      four()
        .append([{ type: '$heartbeat' }])
        .build(),
  },
  {
    name: 'a system record without its payload',
    finds: ['TAMPERED'],
    build: () => four().system('$key_rotated', { kid: 2 }).build(),
  },
  {
    name: 'the old key behind a rotation',
    finds: ['KEY_EPOCH'],
    build: () => {
      const builder = four().rotate(2);
      builder.kid = 1;
      builder.events('f');
      builder.kid = 2;
      return builder.events('g').build();
    },
  },
  {
    name: 'another key without a rotation',
    finds: ['KEY_EPOCH'],
    build: () => {
      const builder = four();
      builder.kid = 2;
      builder.events('e');
      builder.kid = 1;
      return builder.events('f').build();
    },
  },
  {
    name: 'a segment under another key without a rotation',
    // Its header, and its event.
    finds: ['KEY_EPOCH', 'KEY_EPOCH'],
    build: () => {
      const builder = four();
      builder.kid = 2;
      return builder.roll().events('e').build();
    },
  },
  {
    name: 'an epoch without a seal',
    finds: ['KEY_EPOCH'],
    build: () => {
      const builder = four({ isSealed: true, ring: testRing(1) });
      builder.kid = 2;
      return builder.events('e').build();
    },
  },
  {
    name: 'an epoch left out',
    finds: ['KEY_EPOCH'],
    build: () => {
      const builder = four({ isSealed: true, ring: testRing(1) }).sealEpoch();
      builder.kid = 3;
      return builder.events('f').build();
    },
  },
  {
    name: 'an event later than the end of its epoch',
    finds: ['TIMESTAMP_EPOCH'],
    build: () => {
      const builder = four({ isSealed: true, ring: testRing(1) });
      return builder
        .sealEpoch(builder.tsUs - 500)
        .events('f')
        .build();
    },
  },
  {
    name: 'an agent that was not registered',
    finds: ['FORGED_AGENT'],
    build: () =>
      four()
        .register('ann', ['*'])
        .append([{ agent: 'eve', credential: 1 }])
        .build(),
  },
  {
    name: 'an agent before it was registered',
    finds: ['FORGED_AGENT'],
    build: () =>
      four()
        .append([{ agent: 'ann' }])
        .register('ann', ['*'])
        .build(),
  },
  {
    name: 'an agent whose credential was revoked',
    finds: ['FORGED_AGENT'],
    build: () =>
      four()
        .register('ann', ['*'])
        .append([{ agent: 'ann', credential: 1 }])
        .system('$agent_revoked', { agent: 'ann', credential: 1 }, '$agents')
        .append([{ agent: 'ann', credential: 1 }])
        .build(),
  },
  {
    name: 'a credential that an agent does not have',
    finds: ['FORGED_AGENT'],
    build: () =>
      four()
        .register('ann', ['*'], 3)
        .append([{ agent: 'ann', credential: 2 }])
        .build(),
  },
  {
    name: 'a type that an agent may not write',
    finds: ['ROLE_VIOLATION'],
    build: () =>
      four()
        .register('ann', ['task.*'])
        .append([{ agent: 'ann', type: 'vote.cast' }])
        .build(),
  },
  {
    name: 'agents in a log that registers none',
    finds: [],
    build: () =>
      four()
        .append([{ agent: 'ann' }])
        .build(),
  },
  {
    name: 'an append broken off by a segment',
    finds: ['SPLIT_APPEND'],
    build: () => four().begin({ payload: 'first of two' }).roll().events('x').build(),
  },
];

export interface AnchoredCase {
  readonly name: string;
  readonly finds: FindingCode;
  /** What stands in the place of the log. */
  readonly build: () => BuiltLog;
  readonly anchor: () => Anchor;
}

/** The log that anchors were taken of. */
function original(): BuiltLog {
  return four().events('e', 'f').build();
}

function receiptOf(log: BuiltLog, seq: number): Anchor {
  const frame = log.frames.find((one) => one.seq === seq);
  const bytes = frame && log.files.get(frame.file);
  const mac = bytes?.toString('base64', (frame?.end ?? 0) - 36, (frame?.end ?? 0) - 4) ?? '';
  return { kind: 'receipt', logId: log.logId, seq, mac };
}

function checkpointOf(log: BuiltLog, size: number): Anchor {
  const leaves = log.frames
    .slice(0, size)
    .map(({ file, start, end }) =>
      sha256(Buffer.from([0]), log.files.get(file)?.subarray(start, end)),
    );
  return { kind: 'checkpoint', logId: log.logId, size, root: rootOf(leaves).toString('hex') };
}

/** RFC 6962, 2.1, as it is written there. */
function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return only;
  let half = 1;
  while (2 * half < leaves.length) half *= 2;
  return sha256(Buffer.from([1]), rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
}

function sha256(...parts: readonly (Uint8Array | undefined)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) if (part) hash.update(part);
  return hash.digest();
}

/** An older complete copy, and histories written anew with the key. */
const older = (): BuiltLog => four().build();
const rewritten = (): BuiltLog => new LogBuilder().events('a', 'b', 'C', 'd', 'e', 'f').build();
const shortened = (): BuiltLog => new LogBuilder().events('a', 'b', 'd', 'e', 'f').build();

/** What nothing inside the log can show: it is found with an anchor, and not without. */
export const ANCHORED_CASES: readonly AnchoredCase[] = (['receipt', 'checkpoint'] as const).flatMap(
  (kind) => {
    const anchor = (seq: number) => (): Anchor =>
      kind === 'receipt' ? receiptOf(original(), seq) : checkpointOf(original(), seq);
    return [
      {
        name: `an older complete copy, by a ${kind}`,
        finds: 'ROLLBACK' as const,
        build: older,
        anchor: anchor(6),
      },
      {
        name: `an event written anew, by a ${kind}`,
        finds: 'FORK' as const,
        build: rewritten,
        anchor: anchor(3),
      },
      {
        name: `all since then written anew, by a ${kind}`,
        finds: 'FORK' as const,
        build: rewritten,
        anchor: anchor(6),
      },
      {
        name: `an event left out, by a ${kind}`,
        finds: 'FORK' as const,
        build: shortened,
        anchor: anchor(5),
      },
      {
        name: `an event left out, by the last ${kind}`,
        finds: 'ROLLBACK' as const,
        build: shortened,
        anchor: anchor(6),
      },
    ];
  },
);
