import { afterEach, expect, test } from '@jest/globals';
import { loadKeyRing, readLog, verifyLog } from '@lighthouse/event-store';
import { createScope } from '@lighthouse/testkit';
import { fillLog, STREAM_EVENTS, streamName } from './filled-log.ts';

const scope = createScope(afterEach);

test('a filled log is intact, and each of its streams has as many events as it should', async () => {
  const log = await fillLog(await scope.folder(), 4000);
  const keyRing = loadKeyRing(log.keyRing);
  const verdict = await verifyLog({ dir: log.dir, keyRing });
  expect(verdict).toMatchObject({ value: 'intact', verifiedCount: 4000 });
  const counts = new Map<string, number>();
  for await (const { stream } of readLog({ dir: log.dir, keyRing }))
    counts.set(stream, (counts.get(stream) ?? 0) + 1);
  const names = Array.from({ length: log.streamCount }, (_, number) => streamName(number));
  expect([...counts]).toEqual(names.map((name) => [name, STREAM_EVENTS]));
});
