import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, expect, test } from '@jest/globals';
import { createKeyRing, loadKeyRing, verifyLog } from '@lighthouse/event-store';
import { createSigningKey } from '@lighthouse/event-store/anchors';
import { createScope, startCli, toolBin } from '@lighthouse/testkit';
import { createReadOnlyFs } from '../src/store/read-only-fs.ts';
import { runHere } from './run-here.ts';
import { copyVector } from './vector.ts';
import { writeLog } from './written-log.ts';

const scope = createScope(afterEach);
const bin = toolBin('lh-verify');
const SEGMENT = '00000000000000000001.lhseg';
const GIBIBYTE = 2 ** 30;
const MEBIBYTE_64 = 2 ** 26;
/** Longer than any of this takes on a slow machine, shorter than reading what a length claims. */
const SOON_MS = 20_000;

function patch(file: string, offset: number, bytes: Buffer): void {
  const fd = openSync(file, 'r+');
  writeSync(fd, bytes, 0, bytes.length, offset);
  closeSync(fd);
}

test('what is no log is refused with what to name instead', async () => {
  const folder = await scope.folder();
  mkdirSync(path.join(folder, 'empty'));
  writeFileSync(path.join(folder, 'notes.txt'), 'hello');
  for (const [where, error] of [
    ['gone', 'LH_INPUT_MISSING there is no such folder'],
    ['empty', 'LH_NOT_A_LOG the folder is empty'],
    ['.', 'LH_NOT_A_LOG the folder holds no Lighthouse log'],
    ['notes.txt', 'LH_NOT_A_LOG this is a file, and a log is a folder'],
  ] as const) {
    const { code, stdout, stderr } = await runHere([where, '--key', 'x'], { cwd: folder });
    expect(code).toBe(66);
    expect(stdout).toBe('');
    expect(stderr).toContain(`lh-verify: ${error}\n`);
    expect(stderr).toContain('  hint  ');
  }
});

test(
  'a file of a gigabyte of zeros is no log',
  async () => {
    const file = path.join(await scope.folder(), 'zeros');
    writeFileSync(file, '');
    truncateSync(file, GIBIBYTE);
    const { code, stderr } = await runHere([file]);
    expect(code).toBe(66);
    expect(stderr).toContain('LH_NOT_A_LOG');
  },
  SOON_MS,
);

test(
  'gigabytes of zeros in the place of what is given beside a log are refused unread',
  async () => {
    const { log, key, folder } = await copyVector(scope, 'minimal');
    const zeros = (name: string): string => {
      const file = path.join(folder, name);
      writeFileSync(file, '', { mode: 0o600 });
      truncateSync(file, 3 * GIBIBYTE);
      return file;
    };
    const witness = path.join(folder, 'witness');
    mkdirSync(witness);
    zeros(`witness/${'0'.repeat(64)}.checkpoint`);
    const file = zeros('zeros');
    const signer = createSigningKey(path.join(folder, 'signer'), 'somebody').verifier;
    const cases: [string[], number, string][] = [
      [[log, '--key', file], 77, 'LH_KEY_INVALID the key file is not a small regular file'],
      [[log, '--key', key, '--receipts', file], 64, 'LH_CONFIG the file is too large'],
      [[log, '--key', key, '--against', file, '--against-key', signer], 64, 'is too large'],
      [[log, '--key', key, '--against', witness], 74, 'LH_IO what was signed last'],
      [['check-proof', file, '--against-key', signer], 64, 'LH_CONFIG the file is too large'],
    ];
    for (const [argv, exit, message] of cases) {
      const { code, stdout, stderr } = await runHere(argv);
      expect([argv, code, stdout]).toEqual([argv, exit, '']);
      expect(stderr).toContain(message);
    }
  },
  SOON_MS,
);

test(
  'a segment by itself that is zeros or half a header is told from one that was written',
  async () => {
    const { log, key, folder } = await copyVector(scope, 'minimal');
    const header = readFileSync(path.join(log, SEGMENT)).subarray(0, 100);
    for (const [bytes, size, message] of [
      [Buffer.alloc(0), 3 * GIBIBYTE, 'its CRC is wrong'],
      [header, 100, 'it is shorter than 192 bytes'],
    ] as const) {
      const file = path.join(folder, SEGMENT);
      writeFileSync(file, bytes);
      truncateSync(file, size);
      const { code, stdout } = await runHere([file, '--key', key]);
      expect(code).toBe(1);
      expect(stdout).toContain('high SEGMENT_HEADER_CORRUPT');
      expect(stdout).toContain(message);
    }
  },
  SOON_MS,
);

test('no key, no verdict', async () => {
  const { log, key, folder } = await copyVector(scope, 'minimal');
  const unnamed = await runHere([log]);
  expect(unnamed.code).toBe(77);
  expect(unnamed.stderr).toMatch(/LH_KEY_MISSING [^]*hint .*--key <keyring\.json>, or LH_KEY/);
  const gone = await runHere([log, '--key', 'gone.json']);
  expect(gone.code).toBe(77);
  expect(gone.stderr).toContain('LH_KEY_MISSING');
  const other = path.join(folder, 'other.json');
  writeFileSync(other, '{"format": "lighthouse-keyring/1"}', { mode: 0o600 });
  const invalid = await runHere([log, '--key', other]);
  expect(invalid.code).toBe(77);
  expect(invalid.stderr).toContain('LH_KEY_INVALID');
  chmodSync(key, 0o644);
  const open = await runHere([log, '--key', key]);
  expect(open.code).toBe(77);
  expect(open.stderr).toMatch(/LH_KEY_MODE [^]*hint +run: chmod 600 /);
  expect([unnamed, gone, invalid, open].map(({ stdout }) => stdout)).toEqual(['', '', '', '']);
});

test('with another key nothing can be said, and that is said', async () => {
  const { log } = await writeLog(scope, { events: 10 });
  const other = path.join(await scope.folder(), 'other.json');
  createKeyRing(other, { nowUs: 0 });
  const { code, stdout } = await runHere([log, '--key', other]);
  expect(code).toBe(2);
  expect(stdout).toMatch(/^unknown: it can't be said whether .* is intact\n/);
  expect(stdout).toContain('WRONG_KEY');
  expect(stdout).toContain('advice  verify with the key ring that the log was written with');
});

test('half a segment is a log whose end was cut off', async () => {
  const { run, log } = await writeLog(scope, { events: 40, perAppend: 1 });
  const segment = path.join(log, SEGMENT);
  truncateSync(segment, Math.floor(readFileSync(segment).length / 2));
  const { code, stdout } = await runHere([run]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/critical (TRUNCATED|DAMAGE_BELOW_DURABLE) {2}events \d+ to 40\n/);
});

test('half a closed segment too', async () => {
  const { run, log } = await writeLog(scope, { events: 40, perAppend: 1, segmentBytes: 4096 });
  truncateSync(path.join(log, SEGMENT), 2000);
  const { code, stdout } = await runHere([run]);
  expect(code).toBe(1);
  expect(stdout).toContain('critical SEGMENT_TRUNCATED');
});

test('a version that is not known is named', async () => {
  const { folder, log } = await copyVector(scope, 'minimal');
  const segment = path.join(log, SEGMENT);
  patch(segment, 10, Buffer.from([2, 0]));
  const crc = Buffer.alloc(4);
  crc.writeUInt32LE(crc32(readFileSync(segment).subarray(0, 152)));
  patch(segment, 152, crc);
  const { code, stdout } = await runHere([folder]);
  expect(code).toBe(1);
  expect(stdout).toContain('version is not 1');
});

test(
  'a segment of a gigabyte of zeros is told from a log',
  async () => {
    const { folder, log } = await copyVector(scope, 'minimal');
    const segment = path.join(log, SEGMENT);
    truncateSync(segment, 0);
    truncateSync(segment, GIBIBYTE);
    const { code, stdout } = await runHere([folder]);
    expect(code).toBe(1);
    expect(stdout).toContain('SEGMENT_HEADER_CORRUPT');
  },
  SOON_MS,
);

test(
  'zeros behind the last event are room that was made ahead',
  async () => {
    const { folder, log } = await copyVector(scope, 'minimal');
    truncateSync(path.join(log, SEGMENT), GIBIBYTE);
    const { code, stdout } = await runHere([folder]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^intact/);
  },
  SOON_MS,
);

test(
  'a length of 4 GiB is a damaged length, in a small file and in a large one',
  async () => {
    for (const size of [undefined, MEBIBYTE_64]) {
      const { folder, log } = await copyVector(scope, 'flipped-bit');
      const segment = path.join(log, SEGMENT);
      patch(segment, 192, Buffer.from([0xff, 0xff, 0xff, 0xff]));
      if (size !== undefined) truncateSync(segment, size);
      const { code, stdout } = await runHere([folder]);
      expect(code).toBe(1);
      expect(stdout).toContain('high CORRUPT  event 1\n');
    }
  },
  SOON_MS,
);

test('what a length claims is not allocated', async () => {
  const { log, key } = await copyVector(scope, 'flipped-bit');
  const segment = path.join(log, SEGMENT);
  // The longest frame there may be, of which the file has next to nothing; then the file has it.
  const claim = Buffer.alloc(4);
  claim.writeUInt32LE(72 + 16_384 + 16_777_216);
  patch(segment, 192, claim);
  const fs = createReadOnlyFs();
  for (const size of [readFileSync(segment).length, GIBIBYTE]) {
    truncateSync(segment, size);
    let largest = 0;
    const measured = {
      ...fs,
      open: (file: string, mode: 'read') => {
        const opened = fs.open(file, mode);
        const pread = (target: Uint8Array, position: number) => {
          largest = Math.max(largest, target.length);
          return opened.pread(target, position);
        };
        return { ...opened, pread };
      },
    } as typeof fs;
    await verifyLog({ dir: log, keyRing: loadKeyRing(key), fs: measured });
    expect(largest).toBeLessThan(17 * 2 ** 20);
    expect(largest).toBeLessThanOrEqual(Math.max(size, 1024));
  }
});

test('a folder that vanishes while it is read leaves no verdict behind', async () => {
  const { run, log } = await writeLog(scope, { events: 60_000, segmentBytes: 262_144 });
  const cli = startCli(scope, bin, [run]);
  await cli.waitForLine(/verifying \d+ %/);
  cli.kill('SIGSTOP');
  rmSync(log, { recursive: true });
  cli.kill('SIGCONT');
  const { code } = await cli.end;
  expect(code).toBe(2);
  expect(cli.stdout()).toContain('UNREADABLE');
});

// Pipes in the file system are a thing of Unix.
if (process.platform !== 'win32') {
  test(
    'a pipe or a folder in the place of a segment does not hold it up',
    async () => {
      const { folder, log } = await copyVector(scope, 'minimal');
      execFileSync('mkfifo', [path.join(log, '00000000000000000002.lhseg')]);
      mkdirSync(path.join(log, '00000000000000000003.lhseg'));
      const { code, stdout } = await runHere([folder]);
      expect(code).toBe(2);
      expect(stdout.match(/high UNREADABLE/g)).toHaveLength(2);
    },
    SOON_MS,
  );
}

test('a receipt that can not be understood stops it before anything is read', async () => {
  const { folder } = await copyVector(scope, 'minimal');
  const bad = path.join(folder, 'receipts.jsonl');
  writeFileSync(bad, '{"seq": 1}\n');
  const cases = [
    [['--receipt', '1:abc'], 64],
    [['--receipts', bad], 64],
    [['--receipts', 'gone.jsonl'], 66],
    [['--from', '5', '--to', '4'], 64],
    [['--max', '0'], 64],
  ] as const;
  for (const [flags, exit] of cases) {
    const { code, stdout } = await runHere([folder, ...flags]);
    expect([flags, code, stdout]).toEqual([flags, exit, '']);
  }
});
