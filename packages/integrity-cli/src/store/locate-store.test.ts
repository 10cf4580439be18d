import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { findKeyRing } from './find-key-ring.ts';
import { locateLog, locateStore } from './locate-store.ts';

const scope = createScope(afterEach);

/** Makes empty files, and the folders they are in. */
async function tree(...files: string[]): Promise<string> {
  const folder = await scope.folder();
  for (const file of files) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), '');
  }
  return folder;
}

test("a log's folder is one with a HEAD or a segment", async () => {
  for (const file of ['HEAD', '00000000000000000001.lhseg']) {
    const folder = await tree(file);
    expect(locateStore('.', folder)).toEqual({
      kind: 'log',
      path: folder,
      logDir: folder,
      keyRing: undefined,
    });
  }
});

test("a run's folder has the log in it, and the key ring", async () => {
  const folder = await tree('result.json', 'log/HEAD', 'keyring.json');
  expect(locateStore(folder, '/')).toEqual({
    kind: 'run',
    path: folder,
    logDir: path.join(folder, 'log'),
    keyRing: path.join(folder, 'keyring.json'),
    isClosed: true,
  });
});

test('one segment is a file of a log, by itself only for an audit', async () => {
  const folder = await tree('result.json', 'log/HEAD', 'log/7.lhseg', 'keyring.json');
  const file = path.join(folder, 'log/7.lhseg');
  expect(locateStore(file, '/')).toEqual({
    kind: 'segment',
    path: file,
    logDir: path.join(folder, 'log'),
    keyRing: path.join(folder, 'keyring.json'),
    segment: '7.lhseg',
  });
  expect(() => locateLog(file, '/')).toThrow('this is a file, and a log is a folder');
  const alone = await tree('7.lhseg');
  expect(locateStore('7.lhseg', alone)).toMatchObject({ kind: 'segment', keyRing: undefined });
});

test('a run that was cut off before it had a result can be audited too', async () => {
  const store = locateStore('.', await tree('log/HEAD'));
  expect(store).toMatchObject({ kind: 'run', keyRing: undefined });
  expect(() => findKeyRing(store, undefined, '/')).toThrow('without its key ring');
});

test('the key ring that was named counts before that of the run', async () => {
  const store = locateStore('.', await tree('log/HEAD', 'keyring.json'));
  expect(findKeyRing(store, 'my/ring.json', '/home')).toBe('/home/my/ring.json');
  expect(findKeyRing(store, undefined, '/home')).toBe(store.keyRing);
});

test.each<[string, string[], string, string, RegExp]>([
  ['nothing', [], 'gone', 'LH_INPUT_MISSING', /name a folder/],
  ['an empty folder', [], '.', 'LH_NOT_A_LOG', /name a folder/],
  ['a folder of other things', ['a.txt'], '.', 'LH_NOT_A_LOG', /name a folder/],
  ['the folder of all runs', ['1/log/HEAD', '2/log/HEAD'], '.', 'LH_NOT_A_LOG', /mean .*\/2\?/],
  ['a file', ['a.txt'], 'a.txt', 'LH_NOT_A_LOG', /name a folder/],
  ['one file of a log', ['log/HEAD'], 'log/HEAD', 'LH_NOT_A_LOG', /that it is in: .*\/log$/],
])('%s is refused with what to name instead', async (_what, files, where, code, hint) => {
  const folder = await tree(...files);
  const attempt = async () => locateStore(where, folder);
  await expect(attempt()).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) });
});
