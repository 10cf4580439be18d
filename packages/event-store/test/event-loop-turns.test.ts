import { createSecretKey, randomBytes } from 'node:crypto';
import path from 'node:path';
import { setImmediate } from 'node:timers';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { openLog } from '../src/open-log.ts';

const scope = createScope(afterEach);
const master = createSecretKey(Buffer.alloc(32, 1));
const created = '2024-01-01T00:00:00Z';
const keyRing = { keys: [{ kid: 1, state: 'active', master, created } as const] };
const payload = Buffer.of(1);
const APPENDS_BEFORE = 10;
const APPENDS_MAX = 100;

test('a caller that appends again and again on a fast disk leaves others their turns', async () => {
  let nowUs = 1_700_000_000_000_000;
  const log = await openLog({
    dir: path.join(await scope.folder(), 'log'),
    keyRing,
    clock: { nowUs: () => (nowUs += 1) },
    random: randomBytes,
  });
  const append = () => log.append({ events: [{ type: 'noted', stream: 's', payload }] });
  for (let count = 0; count < APPENDS_BEFORE; count++) await append();
  let hadTurn = false;
  setImmediate(() => (hadTurn = true));
  let count = 0;
  for (; !hadTurn && count < 10 * APPENDS_MAX; count++) await append();
  await log.close();
  expect(count).toBeLessThan(APPENDS_MAX);
});
