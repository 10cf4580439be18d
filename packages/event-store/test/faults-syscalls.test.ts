import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { bundleForTest, createScope } from '@lighthouse/testkit';
import { SEGMENT_SUFFIX } from '../src/format/segment-name.ts';
import { INDEX_DIR, INDEX_SUFFIX } from '../src/index/index-layout.ts';
import { verifyLog } from '../src/verify/verify-log.ts';
import {
  addAcknowledged,
  missingFrom,
  openHere,
  SEGMENT_BYTES,
  type Acknowledged,
} from './crash-kill.ts';
import { keyRing } from './crash-world.ts';
import {
  callsWithin,
  runUnderStrace,
  whyNoStrace,
  type Call,
  type FaultRun,
  type Injection,
} from './faults-syscalls.ts';

const scope = createScope(afterAll);
const WORK = ['2', '3', String(SEGMENT_BYTES)];
/** One append after the other, so that segments and their indexes end where they end each time. */
const WORK_WITH_INDEXES = ['1', '12', '4096'];
const ALL_ACKNOWLEDGED = /^started\nopened\n(0 \d+ \S+\n){12}closed\n$/;

/** All that writes to a log, makes it durable, or makes or removes a name. */
const WRITING = [
  'pwrite64',
  'fdatasync',
  'fsync',
  'ftruncate',
  'mkdir',
  'link',
  'rename',
  'unlink',
] as const;
const FAULTS = ['error=EIO', 'error=ENOSPC', 'signal=KILL'] as const;
const TIMEOUT_MS = 240_000;

const reason = whyNoStrace();

if (reason === undefined) {
  describe('a fault in any system call', defineTests);
  describe('a fault in any system call for an index', defineIndexTests);
} else
  test(`a fault in any system call: NOT TESTED HERE, ${reason}`, () => expect(reason).not.toBe(''));

function defineTests(): void {
  let child: string;
  let folder: string;
  let count = 0;

  async function makeChild(): Promise<string> {
    folder = await scope.folder();
    return bundleForTest(new URL('crash-kill-child.ts', import.meta.url), folder);
  }

  /** Injects each fault at each call; gives how many runs were not as they are without. */
  async function injectEverywhere(
    calls: readonly Call[],
    faults: readonly Injection['fault'][],
    from?: { readonly dir: string; readonly acknowledged: Acknowledged },
  ): Promise<number> {
    let effectCount = 0;
    for (const injection of calls.flatMap((call) => faults.map((fault) => ({ ...call, fault })))) {
      const dir = path.join(folder, String((count += 1)));
      if (from === undefined) mkdirSync(dir);
      else cpSync(from.dir, dir, { recursive: true });
      const run = runUnderStrace([child, ...WORK, dir], injection);
      if (!run.text.endsWith('closed\n') || run.text.includes('refused')) effectCount += 1;
      await expectNothingLost(dir, run, from?.acknowledged);
    }
    return effectCount;
  }

  function callsOf(dir: string, syscalls: readonly string[]): Call[] {
    return callsWithin(dir, { child: [child, ...WORK, dir], syscalls });
  }

  test(
    'EIO, ENOSPC or a kill at any writing call of a new log loses nothing that was acknowledged',
    async () => {
      child ??= await makeChild();
      const traced = path.join(folder, 'traced-new');
      mkdirSync(traced);
      const calls = callsOf(traced, WRITING);
      // Lock, header, HEAD, three flushes with a HEAD each, zeros cut off, clean HEAD.
      const names = new Set(calls.map(({ syscall }) => syscall));
      expect([...names]).toEqual(
        expect.arrayContaining(['pwrite64', 'fsync', 'ftruncate', 'link', 'unlink']),
      );
      expect(calls.length).toBeGreaterThan(12);
      expect(await injectEverywhere(calls, FAULTS)).toBeGreaterThan(2 * calls.length);
    },
    TIMEOUT_MS,
  );

  test(
    'EIO or a kill at any opening, renaming, cut or sync of a recovery loses nothing that was acknowledged',
    async () => {
      child ??= await makeChild();
      const killed = path.join(folder, 'killed');
      const acknowledged = leaveKilled(child, killed);
      const traced = path.join(folder, 'traced');
      cpSync(killed, traced, { recursive: true });
      const start = { dir: killed, acknowledged };
      // It takes the lock over from the dead writer, recovers the log, and goes on with it.
      const calls = callsOf(traced, ['openat', 'rename', 'ftruncate', 'fsync']);
      const names = new Set(calls.map(({ syscall }) => syscall));
      expect(names.size).toBe(4);
      expect(calls.filter(({ syscall }) => syscall === 'openat').length).toBeGreaterThan(10);
      const effectCount = await injectEverywhere(calls, ['error=EIO', 'signal=KILL'], start);
      expect(effectCount).toBeGreaterThan(calls.length);
    },
    TIMEOUT_MS,
  );
}

function defineIndexTests(): void {
  test(
    'EIO, ENOSPC or a kill at any call that makes an index loses nothing, and an error stops nothing',
    async () => {
      const folder = await scope.folder();
      await injectIntoIndexes(
        await bundleForTest(new URL('crash-kill-child.ts', import.meta.url), folder),
        folder,
      );
    },
    TIMEOUT_MS,
  );
}

async function injectIntoIndexes(child: string, folder: string): Promise<void> {
  const runIn = (name: string, injection?: (dir: string) => Injection): [string, FaultRun] => {
    const dir = path.join(folder, name);
    mkdirSync(dir);
    return [dir, runUnderStrace([child, ...WORK_WITH_INDEXES, dir], injection?.(dir))];
  };
  const [whole] = runIn('indexed');
  const indexes = indexesIn(whole);
  expect(indexes.length).toBeGreaterThan(1);
  for (const { syscall, file } of callsOfIndexes(indexes)) {
    for (const fault of FAULTS) {
      const [dir, run] = runIn(`${syscall} ${path.basename(file)} ${fault}`, (inDir) => {
        return { syscall, fault, when: 1, path: path.join(inDir, file) };
      });
      expect(run.isKilled || indexesIn(dir).length < indexes.length).toBe(true);
      if (!run.isKilled) expect(run.text).toMatch(ALL_ACKNOWLEDGED);
      await expectNothingLost(dir, run);
      expect(indexesIn(dir)).toEqual(indexesWanted(dir));
    }
  }
}

/** The folder is made once, each index under another name at first. */
function callsOfIndexes(indexes: readonly string[]): { syscall: string; file: string }[] {
  const drafts = indexes.map((name) => `${INDEX_DIR}/${name}.new`);
  const perDraft = ['openat', 'pwrite64', 'fdatasync', 'rename'];
  const calls = drafts.flatMap((file) => perDraft.map((syscall) => ({ syscall, file })));
  return [{ syscall: 'mkdir', file: INDEX_DIR }, ...calls];
}

function indexesIn(dir: string): string[] {
  const folder = path.join(dir, INDEX_DIR);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(INDEX_SUFFIX));
}

/** One for each segment that is closed. */
function indexesWanted(dir: string): string[] {
  const segments = readdirSync(dir).filter((name) => name.endsWith(SEGMENT_SUFFIX));
  const closed = segments.toSorted().slice(0, -1);
  return closed.map((name) => name.replace(SEGMENT_SUFFIX, INDEX_SUFFIX));
}

/** Leaves a log whose writer was killed, with its lock; gives what it had acknowledged. */
function leaveKilled(child: string, dir: string): Acknowledged {
  mkdirSync(dir);
  const kill = { syscall: 'pwrite64', fault: 'signal=KILL', when: 4 } as const;
  const { text, isKilled } = runUnderStrace([child, ...WORK, dir], kill);
  expect({ isKilled, hasLock: existsSync(path.join(dir, 'LOCK')) }).toEqual({
    isKilled: true,
    hasLock: true,
  });
  const acknowledged: Acknowledged = new Map();
  addAcknowledged(text, [acknowledged]);
  return acknowledged;
}

async function expectNothingLost(
  dir: string,
  run: FaultRun,
  before: Acknowledged = new Map(),
): Promise<void> {
  const acknowledged: Acknowledged = new Map(before);
  addAcknowledged(run.text, [acknowledged]);
  if (!run.isKilled) checkAnswers(run.text.split('\n'));
  const log = await openHere(dir);
  expect(await missingFrom(log, acknowledged)).toEqual([]);
  await log.close();
  expect(await verifyLog({ dir, keyRing })).toMatchObject({ value: 'intact' });
}

/**
 * Every failure has a code of ours, and after one that stops the log nothing is acknowledged any
 * more.
 */
function checkAnswers(lines: readonly string[]): void {
  const codes = lines.flatMap((line) => /^(?:refused|failed) (\S+)$/.exec(line)?.[1] ?? []);
  const known = ['LH_IO', 'LH_DISK_FULL', 'LH_OUTCOME_UNKNOWN', 'LH_LOG_READ_ONLY'];
  expect(codes.filter((code) => !known.includes(code))).toEqual([]);
  const stop = lines.findIndex((line) => line.endsWith('LH_OUTCOME_UNKNOWN'));
  if (stop === -1) return;
  expect(lines.slice(stop).filter((line) => /^\d/.test(line))).toEqual([]);
}
