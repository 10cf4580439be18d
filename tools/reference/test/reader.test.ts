import { cpSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { VECTORS, describeWithPython, runPython } from './python.ts';

const LOG = logOf('minimal');
const EXIT = { usage: 64, inputMissing: 66, keyMissing: 77 } as const;

const scope = createScope(afterEach);

describeWithPython(() => {
  describe('the reference reader', () => {
    test.each([
      ['minimal', 0, 'intact: log 00112233445566778899aabbccddeeff, 1 events, last seq 1\n'],
      ['flipped-bit', 1, '  CORRUPT 00000000000000000001.lhseg bytes [432, 552) seqs 3 to 3\n'],
      ['torn-append', 2, '  TORN_TAIL 00000000000000000001.lhseg bytes [432, 698)\n'],
    ])('says in words and by its exit code what it found in %s', async (name, code, words) => {
      const { status, stdout } = runPython([
        'lhlog.py',
        logOf(name),
        '--key',
        await keyRing(0o600),
      ]);
      expect(stdout).toContain(words);
      expect(status).toBe(code);
    });

    test('prints one JSON object, with the events if asked to', async () => {
      const args = ['lhlog.py', logOf('minimal'), '--key', await keyRing(0o600), '--json'];
      const answer = { verdict: 'intact', logId: '00112233445566778899aabbccddeeff', lastSeq: 1 };
      expect(JSON.parse(runPython(args).stdout)).toEqual({ ...answer, events: 1, findings: [] });
      expect(JSON.parse(runPython([...args, '--events']).stdout)).toMatchObject({
        ...answer,
        events: [{ seq: 1, type: 'greeted', stream: 'hall', version: 1, payloadHex: '68656c6c6f' }],
      });
    });

    test('compares the log with a clock and with anchors', async () => {
      const args = ['lhlog.py', logOf('minimal'), '--key', await keyRing(0o600), '--json'];
      const zeros = Buffer.alloc(32).toString('base64');
      const codes = (...more: string[]) => {
        const { stdout } = runPython([...args, ...more]);
        return (JSON.parse(stdout) as { findings: { code: string }[] }).findings.map((f) => f.code);
      };
      expect(codes('--now', '0')).toEqual(['TIMESTAMP_FUTURE']);
      expect(codes('--receipt', `1:${zeros}`)).toEqual(['FORK']);
      expect(codes('--receipt', `2:${zeros}`)).toEqual(['TRUNCATED', 'ROLLBACK']);
      expect(codes('--checkpoint', `1:${zeros}`)).toEqual(['FORK']);
    });
  });
});

describeWithPython(() => {
  describe('the reference reader, asked wrongly,', () => {
    test('refuses a key ring that others can read', async () => {
      const { status, stderr } = runPython(['lhlog.py', LOG, '--key', await keyRing(0o640)]);
      expect(stderr).toContain('others can read or write');
      expect(status).toBe(EXIT.keyMissing);
    });

    test.each([
      ['is no JSON', '{'],
      ['has no keys', '{"format":"lighthouse-keyring/1"}'],
      ['has no active key', '{"format":"lighthouse-keyring/1","keys":[]}'],
      ['is a list', '[]'],
    ])('refuses a key ring that %s', async (_, text) => {
      const ring = path.join(await scope.folder(), 'keyring.json');
      await writeFile(ring, text, { mode: 0o600 });
      const { status, stderr } = runPython(['lhlog.py', LOG, '--key', ring]);
      expect(stderr).toContain('is not a key ring');
      expect(status).toBe(EXIT.keyMissing);
    });

    test('tells a missing key ring from a missing log', async () => {
      const nowhere = path.join(await scope.folder(), 'nowhere');
      const ring = await keyRing(0o600);
      expect(runPython(['lhlog.py', LOG, '--key', nowhere]).status).toBe(EXIT.keyMissing);
      expect(runPython(['lhlog.py', nowhere, '--key', ring]).status).toBe(EXIT.inputMissing);
    });

    test.each([
      ['no arguments', []],
      ['an unknown flag', [LOG, '--keys', 'x']],
      ['a receipt without mac', [LOG, '--key', 'x', '--receipt', '1']],
      ['a time that is no number', [LOG, '--key', 'x', '--now', 'noon']],
    ])('ends with 64 for %s', (_, args) => {
      expect(runPython(['lhlog.py', ...args]).status).toBe(EXIT.usage);
    });
  });

  test('the primitives give the known answers of their standards', () => {
    const { status, stderr } = runPython(['-m', 'unittest', 'discover', '-s', 'test', '-t', '.']);
    expect(stderr).toContain('OK');
    expect(status).toBe(0);
  });
});

function logOf(name: string): string {
  return path.join(VECTORS, name, 'log');
}

async function keyRing(mode: number): Promise<string> {
  const ring = path.join(await scope.folder(), 'keyring.json');
  cpSync(path.join(VECTORS, 'minimal/keyring.json'), ring);
  await chmod(ring, mode);
  return ring;
}
