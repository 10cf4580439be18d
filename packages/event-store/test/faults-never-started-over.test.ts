import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { createKeyRing, openLog, type KeyRing } from '../src/index.ts';

/** A damaged log must be refused: starting over would destroy it. */
const scope = createScope(afterEach);
const SEGMENT = '00000000000000000001.lhseg';

async function writeLog(): Promise<{ dir: string; keyRing: KeyRing }> {
  const folder = await scope.folder();
  const keyRing = createKeyRing(path.join(folder, 'keyring.json'), { nowUs: 1 });
  const dir = path.join(folder, 'log');
  const log = await open(dir, keyRing);
  for (let i = 0; i < 3; i++) {
    await log.append({ events: [{ type: 'a', stream: 's', payload: Buffer.from('x') }] });
  }
  await log.close();
  return { dir, keyRing };
}

function open(dir: string, keyRing: KeyRing): ReturnType<typeof openLog> {
  let nowUs = 1;
  return openLog({
    dir,
    keyRing,
    clock: { nowUs: () => ++nowUs },
    random: (count) => randomBytes(count),
  });
}

function filesOf(dir: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(dir).map((name) => [name, readFileSync(path.join(dir, name)).toString('hex')]),
  );
}

function damage(file: string, offset: number): void {
  const bytes = readFileSync(file);
  bytes[offset] = (bytes[offset] ?? 0) ^ 0xff;
  writeFileSync(file, bytes);
}

test.each<[string, (dir: string) => void]>([
  ['a byte of the only segment header is wrong', (dir) => damage(path.join(dir, SEGMENT), 20)],
  ['the segments are gone and HEAD is there', (dir) => rmSync(path.join(dir, SEGMENT))],
  ['HEAD is gone', (dir) => rmSync(path.join(dir, 'HEAD'))],
  [
    'HEAD is gone and the segment header is damaged',
    (dir) => {
      rmSync(path.join(dir, 'HEAD'));
      damage(path.join(dir, SEGMENT), 20);
    },
  ],
  [
    'HEAD is gone and no frame is whole',
    (dir) => {
      rmSync(path.join(dir, 'HEAD'));
      const file = path.join(dir, SEGMENT);
      const bytes = readFileSync(file);
      writeFileSync(file, bytes.fill(0xa5, 192));
    },
  ],
])('when %s the log is refused and not touched', async (_what, spoil) => {
  const { dir, keyRing } = await writeLog();
  spoil(dir);
  const before = filesOf(dir);
  await expect(open(dir, keyRing)).rejects.toMatchObject({ code: 'LH_LOG_DAMAGED' });
  expect(filesOf(dir)).toEqual(before);
});
