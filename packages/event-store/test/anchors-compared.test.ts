import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parseKeyRing } from '../src/keys/key-ring.ts';
import type { Anchor } from '../src/verify/anchors.ts';
import { verifyLog, type VerifyOptions } from '../src/verify/verify-log.ts';
import { memoryFs } from './memory-fs.ts';

const vectors = path.resolve(import.meta.dirname, 'vectors');
const mac = Buffer.alloc(32, 7).toString('base64');
const emptyRoot = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

interface Vector extends VerifyOptions {
  readonly files: Map<string, Buffer>;
  readonly macOf: (seq: number) => string;
}

function vector(name: string): Vector {
  const folder = path.join(vectors, name);
  const expected = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as {
    events: { seq: number; mac: string }[];
  };
  const files = new Map(
    readdirSync(path.join(folder, 'log')).map((file) => [
      file,
      readFileSync(path.join(folder, 'log', file)),
    ]),
  );
  const keyRing = parseKeyRing(readFileSync(path.join(folder, 'keyring.json'), 'utf8'));
  const macOf = (seq: number) => expected.events.find((event) => event.seq === seq)?.mac ?? '';
  return { dir: 'log', keyRing, fs: memoryFs(files), files, macOf };
}

const receipt = (seq: number, text = mac): Anchor => ({ kind: 'receipt', seq, mac: text });

test('a receipt of an archived event leaves the verdict open, and is counted', async () => {
  const log = vector('archived-start');
  const anchors = [receipt(1), receipt(2), receipt(3, log.macOf(3))];
  const verdict = await verifyLog({ ...log, anchors });
  expect(verdict).toMatchObject({ value: 'unknown', uncomparedAnchorCount: 2, findings: [] });
});

test('a checkpoint over archived events leaves the verdict open, and is counted', async () => {
  const log = vector('archived-start');
  const { logId = '' } = await verifyLog(log);
  const anchors = [{ kind: 'checkpoint' as const, logId, size: 4, root: 'ab'.repeat(32) }];
  const verdict = await verifyLog({ ...log, anchors });
  expect(verdict).toMatchObject({ value: 'unknown', uncomparedAnchorCount: 1, findings: [] });
});

test('what was compared is not counted, whether it was right or wrong', async () => {
  const log = vector('two-segments');
  const right = [receipt(1, log.macOf(1)), receipt(3, log.macOf(3))];
  expect(await verifyLog({ ...log, anchors: right })).toMatchObject({
    value: 'intact',
    uncomparedAnchorCount: 0,
  });
  const wrong = await verifyLog({ ...log, anchors: [...right, receipt(2)] });
  expect(wrong).toMatchObject({ value: 'tampered', uncomparedAnchorCount: 0 });
  expect(wrong.findings.map(({ code }) => code)).toEqual(['FORK']);
});

test('a receipt of no named log is one of the log it is held against', async () => {
  const log = vector('minimal');
  const anchors = [receipt(1, log.macOf(1))];
  expect(await verifyLog({ ...log, anchors })).toMatchObject({ value: 'intact' });
  const otherLog = [{ ...receipt(1, log.macOf(1)), logId: 'ff'.repeat(16) }];
  expect(await verifyLog({ ...log, anchors: otherLog })).toMatchObject({ value: 'tampered' });
});

test('a checkpoint of no events is compared with an empty log', async () => {
  const log = vector('empty');
  const { logId = '' } = await verifyLog(log);
  const checkpoint = { kind: 'checkpoint' as const, logId, size: 0 };
  const right = await verifyLog({ ...log, anchors: [{ ...checkpoint, root: emptyRoot }] });
  expect(right).toMatchObject({ value: 'intact', uncomparedAnchorCount: 0 });
  const wrong = await verifyLog({ ...log, anchors: [{ ...checkpoint, root: '00'.repeat(32) }] });
  expect(wrong.value).toBe('tampered');
});

test('a verdict says where HEAD is and whether the log was closed', async () => {
  expect((await verifyLog(vector('clean-close'))).head?.isClean).toBe(true);
  expect((await verifyLog(vector('minimal'))).head).toEqual({ seq: 1, isClean: false });
  expect((await verifyLog(vector('head-missing'))).head).toBeUndefined();
});

test.each([
  ['with its path', (file: string) => ({ code: 'ENOENT', path: `log/${file}` })],
  ['without a path', () => ({ code: 'EIO' })],
])('a file that vanishes while a log is read is named, %s', async (_what, failure) => {
  const log = vector('two-segments');
  const [, second = ''] = [...log.files.keys()].filter((name) => name.endsWith('.lhseg'));
  const whole = memoryFs(log.files);
  let openings = 0;
  const fs: typeof whole = {
    ...whole,
    open: (file, mode) => {
      if (!file.endsWith(second) || openings++ === 0) return whole.open(file, mode);
      throw Object.assign(new Error('gone'), failure(second));
    },
  };
  const verdict = await verifyLog({ ...log, fs });
  expect(verdict.value).toBe('unknown');
  expect(verdict.findings.map(({ code, file }) => [code, file])).toEqual([['UNREADABLE', second]]);
});

test('a file that vanishes while its header is looked into leaves the verdict open', async () => {
  const log = vector('wrong-key');
  const whole = memoryFs(log.files);
  const opened = new Set<string>();
  const fs: typeof whole = {
    ...whole,
    open: (file, mode) => {
      if (!file.endsWith('.lhseg') || !opened.has(file)) {
        opened.add(file);
        return whole.open(file, mode);
      }
      throw Object.assign(new Error('gone'), { code: 'ENOENT', path: file });
    },
  };
  expect((await verifyLog({ ...log, fs })).value).toBe('unknown');
});
