import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import type { Finding } from '@lighthouse/event-store';
import { createScope } from '@lighthouse/testkit';
import { copyVector } from '../../test/vector.ts';
import { createReadOnlyFs } from './read-only-fs.ts';
import { readSayings } from './read-sayings.ts';

const scope = createScope(afterEach);
const file = '00000000000000000001.lhseg';
const HEADER_BYTES = 192;

/**
 * Events `$agent_registered`, then `task.opened` and `note` of agent ada, then `note` of nobody.
 */
const VECTOR = 'agent-outside-role';

function finding(bytes: readonly [number, number]): Finding {
  return { code: 'CORRUPT', severity: 'high', message: '', advice: '', file, bytes };
}

/**
 * Copies the vector, lets the test damage its segment, and reads what bytes from `start` on say.
 */
async function sayingsAfter(damage: (segment: Buffer) => void, start = HEADER_BYTES) {
  const { log } = await copyVector(scope, VECTOR);
  const segment = readFileSync(path.join(log, file));
  damage(segment);
  writeFileSync(path.join(log, file), segment);
  return readSayings(createReadOnlyFs(), log, finding([start, segment.length]));
}

/** Where the frame with this sequence number starts. */
function startOf(segment: Buffer, seq: number): number {
  let start = HEADER_BYTES;
  for (let before = 1; before < seq; before++) start += segment.readUInt32LE(start);
  return start;
}

test('bytes say which events they are, up to three', async () => {
  expect(await sayingsAfter(() => {})).toEqual([
    { seq: 1, tsUs: 1_750_000_001_000_000, type: '$agent_registered', stream: '$agents' },
    { seq: 2, tsUs: 1_750_000_002_000_000, type: 'task.opened', stream: 'tasks', agent: 'ada' },
    { seq: 3, tsUs: 1_750_000_003_000_000, type: 'note', stream: 's1', agent: 'ada' },
  ]);
});

test('a range ends what is read, whatever a length says', async () => {
  const { log } = await copyVector(scope, VECTOR);
  const segment = readFileSync(path.join(log, file));
  const range = [HEADER_BYTES, startOf(segment, 2)] as const;
  expect(readSayings(createReadOnlyFs(), log, finding(range))).toHaveLength(1);
});

test('whose event it was is said though its meta is damaged', async () => {
  const damage = (segment: Buffer) => {
    const meta = startOf(segment, 2) + 36;
    segment[meta + segment.subarray(meta).indexOf('"stream":') + 1] = 0x58;
  };
  const { log } = await copyVector(scope, VECTOR);
  const start = startOf(readFileSync(path.join(log, file)), 2);
  const [first] = await sayingsAfter(damage, start);
  expect(first).toEqual({
    seq: 2,
    tsUs: 1_750_000_002_000_000,
    type: 'task.opened',
    agent: 'ada',
  });
});

test('a damaged length of the meta, of the frame or of both hides no names', async () => {
  const said = await sayingsAfter((segment) => {
    segment.writeUInt32LE(0xffffffff, HEADER_BYTES);
    segment.writeUInt32LE(0xffffffff, HEADER_BYTES + 32);
  });
  expect(said).toEqual([
    { seq: 1, tsUs: 1_750_000_001_000_000, type: '$agent_registered', stream: '$agents' },
  ]);
});

test('numbers that can not be are left out', async () => {
  const [first] = await sayingsAfter((segment) => segment.fill(0xff, HEADER_BYTES + 8, 192 + 32));
  expect(first).toEqual({ type: '$agent_registered', stream: '$agents' });
});

test('bytes that are no frame say nothing', async () => {
  expect(await sayingsAfter((segment) => segment.fill(0x41, HEADER_BYTES))).toEqual([]);
  expect(await sayingsAfter((segment) => segment.fill(0, HEADER_BYTES))).toEqual([]);
});

test('a file that is gone says nothing', async () => {
  const { log } = await copyVector(scope, VECTOR);
  rmSync(path.join(log, file));
  expect(readSayings(createReadOnlyFs(), log, finding([192, 500]))).toEqual([]);
  const { file: _file, ...ofNoFile } = finding([192, 500]);
  expect(readSayings(createReadOnlyFs(), log, ofNoFile)).toEqual([]);
});
