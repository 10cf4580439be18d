import { expect, test } from '@jest/globals';
import { SimDisk } from '../fs/sim-fs.ts';
import { SeededChance } from '../fs/sim-chance.ts';
import type { LogFile } from '../fs/log-fs.ts';
import { FlushPace } from './flush-pace.ts';

const BYTES = Buffer.alloc(100, 1);
const BLOCKING_US_MAX = 1000;

/** Flushes that take so long each; tells for each whether it was made on the calling thread. */
async function flush(durationsUs: readonly number[], blockingUsMax = BLOCKING_US_MAX) {
  let nowUs = 0;
  let durationUs = 0;
  let isBlocking = false;
  const fs = new SimDisk(new SeededChance(1)).boot();
  fs.mkdir('/log');
  const inner = fs.open('/log/file', 'create');
  const file: LogFile = Object.create(inner, {
    pwrite: {
      value: (bytes: Uint8Array, position: number) => {
        isBlocking = true;
        inner.pwrite(bytes, position);
        nowUs += durationUs;
      },
    },
    pwriteAsync: {
      value: async (bytes: Uint8Array, position: number) => {
        isBlocking = false;
        await inner.pwriteAsync(bytes, position);
        nowUs += durationUs;
      },
    },
  }) as LogFile;
  const pace = new FlushPace({ nowUs: () => nowUs }, blockingUsMax);
  const blocking: boolean[] = [];
  for (const us of durationsUs) {
    durationUs = us;
    await pace.write(file, BYTES, 0);
    blocking.push(isBlocking);
  }
  return blocking;
}

test('the first flush is made elsewhere: how fast the disk is is not known yet', async () => {
  expect(await flush([50, 50])).toEqual([false, true]);
});

test('one slow flush among fast ones is followed by flushes elsewhere until the disk is fast again', async () => {
  const blocking = await flush([
    100, 100, 20_000, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100,
  ]);
  expect(blocking.slice(0, 4)).toEqual([false, true, true, false]);
  expect(blocking.at(-1)).toBe(true);
});

test('nobody waits for a slow disk on the calling thread', async () => {
  expect(await flush([5000, 5000, 5000, 5000])).toEqual([false, false, false, false]);
});

test('a limit of 0 keeps all flushes off the calling thread', async () => {
  expect(await flush([1, 1, 1], 0)).toEqual([false, false, false]);
});

test('a clock that was put back says nothing', async () => {
  expect(await flush([100, -100_000, 100])).toEqual([false, true, true]);
});

test('of many flushes in a row some are made elsewhere, so that other work gets its turns', async () => {
  const blocking = await flush(Array.from({ length: 300 }, () => 50));
  const elsewhere = blocking.flatMap((isBlocking, index) => (isBlocking ? [] : [index]));
  expect(elsewhere).toEqual([0, 65, 130, 195, 260]);
});
