import { expect, test } from '@jest/globals';
import { verifyLog } from '../src/verify/verify-log.ts';
import { LogBuilder, testRing } from './log-builder.ts';
import { memoryFs } from './memory-fs.ts';
import { Chance } from './mutations/chance.ts';
import { seedOr } from './seed.ts';

const EVENTS = 12;
const NAME = '00000000000000000001.lhseg';
const seed = seedOr(1);

test(`a flipped bit blames one event, at most two: each byte of a segment, from seed ${seed}`, async () => {
  const builder = new LogBuilder();
  const payloads = Array.from({ length: EVENTS }, (_, index) => `payload ${index}`.repeat(3));
  const { files, frames } = builder.events(...payloads).build();
  const chance = new Chance(seed);
  const whole = files.get(NAME) ?? Buffer.alloc(0);
  const blamed: number[] = [];
  for (let at = frames[0]?.start ?? 0; at < (frames.at(-1)?.start ?? 0); at++) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
    const fs = memoryFs(new Map(files).set(NAME, bytes));
    const verdict = await verifyLog({ dir: 'log', keyRing: testRing(), fs });
    const seqs = new Set(
      verdict.findings.flatMap(({ seqs: range = [0, 0] }) =>
        Array.from({ length: range[1] - range[0] }, (_, index) => range[0] + index),
      ),
    );
    const hit = frames.find(({ start, end }) => start <= at && at < end)?.seq ?? 0;
    expect({ at, value: verdict.value, blamesHit: seqs.has(hit), isFew: seqs.size <= 2 }).toEqual({
      at,
      value: 'tampered',
      blamesHit: true,
      isFew: true,
    });
    blamed.push(seqs.size);
  }
  const median = blamed.toSorted((a, b) => a - b)[Math.floor(blamed.length / 2)];
  expect(median).toBe(1);
}, 60_000);
