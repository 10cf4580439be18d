import { expect, test } from '@jest/globals';
import { Alarm } from './alarm.ts';
import { createClock } from './clock.ts';

const clock = createClock();

test('it never rings early', async () => {
  for (const delayMs of [0, 0.3, 1.2, 3.7]) {
    const atMs = clock.nowMs() + delayMs;
    const rangMs = await new Promise<number>((resolve) => {
      new Alarm(clock, () => resolve(clock.nowMs())).set(atMs);
    });
    expect(rangMs).toBeGreaterThanOrEqual(atMs);
  }
});

test('what was set before no longer counts', async () => {
  const rings: string[] = [];
  await new Promise<void>((resolve) => {
    const moved = new Alarm(clock, () => rings.push('moved'));
    moved.set(clock.nowMs() + 1);
    moved.set(Infinity);
    const later = new Alarm(clock, () => {
      rings.push('later');
      resolve();
    });
    later.set(clock.nowMs() + 1);
    later.set(clock.nowMs() + 20);
  });
  expect(rings).toEqual(['later']);
});

test('it rings once and can be set again from within', async () => {
  let rings = 0;
  await new Promise<void>((resolve) => {
    const alarm = new Alarm(clock, () => {
      rings++;
      if (rings === 3) resolve();
      else alarm.set(clock.nowMs() + 1);
    });
    alarm.set(clock.nowMs() + 1);
  });
  expect(rings).toBe(3);
});
