import { cpSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { verifyLog } from '../src/verify/verify-log.ts';
import { bundleForTest } from './bundle-for-test.ts';
import { addAcknowledged, missingFrom, openHere, type Acknowledged } from './crash-kill.ts';
import { keyRing } from './crash-world.ts';
import {
  callsWithin,
  runUnderStrace,
  whyNoStrace,
  type FaultRun,
  type Injection,
} from './faults-syscalls.ts';

const scope = createScope(afterAll);
const LANES = '2';
const APPENDS = '3';

/** Calls of a run, by thread, at most: injecting beyond them does nothing. */
const CALLS = { pwrite64: 12, fdatasync: 8, fsync: 6, link: 1, unlink: 2 } as const;
/** No file is made larger by them. */
const OPENING_FAULTS = ['error=EIO', 'signal=KILL'] as const;
const FAULTS = ['error=EIO', 'error=ENOSPC', 'signal=KILL'] as const;

const injections: Injection[] = Object.entries(CALLS).flatMap(([syscall, count]) =>
  Array.from({ length: count }, (_, index) => index + 1).flatMap((when) =>
    FAULTS.map((fault) => ({ syscall, fault, when })),
  ),
);
const reason = whyNoStrace();

if (reason === undefined) describe('a fault in any system call', defineTests);
else
  test(`a fault in any system call: NOT TESTED HERE, ${reason}`, () => expect(reason).not.toBe(''));

function defineTests(): void {
  let child: string;
  let folder: string;
  let count = 0;

  async function makeChild(): Promise<string> {
    folder = await scope.folder();
    return bundleForTest('crash-kill-child.ts', folder);
  }

  test.each(injections)(
    '$fault at call $when of $syscall loses nothing that was acknowledged',
    async (injection) => {
      child ??= await makeChild();
      const dir = path.join(folder, String((count += 1)));
      mkdirSync(dir);
      await expectNothingLost(dir, runUnderStrace([child, LANES, APPENDS, dir], injection));
    },
  );

  test('EIO or a kill at any opening or renaming of a file loses nothing that was acknowledged', async () => {
    child ??= await makeChild();
    const killed = path.join(folder, 'killed');
    const acknowledged = leaveKilled(child, killed);
    const traced = path.join(folder, 'traced');
    cpSync(killed, traced, { recursive: true });
    const run = { child: [child, LANES, APPENDS, traced], syscalls: ['openat', 'rename'] };
    const calls = callsWithin(traced, run);
    // It takes the lock over from the dead writer, reads the log, and goes on with it.
    expect(calls.filter(({ syscall }) => syscall === 'rename').length).toBeGreaterThan(0);
    expect(calls.filter(({ syscall }) => syscall === 'openat').length).toBeGreaterThan(10);
    let effectCount = 0;
    for (const injection of calls.flatMap((call) =>
      OPENING_FAULTS.map((fault) => ({ ...call, fault })),
    )) {
      const dir = path.join(folder, String((count += 1)));
      cpSync(killed, dir, { recursive: true });
      const faulty = runUnderStrace([child, LANES, APPENDS, dir], injection);
      if (!faulty.text.endsWith('closed\n')) effectCount += 1;
      await expectNothingLost(dir, faulty, acknowledged);
    }
    expect(effectCount).toBeGreaterThan(calls.length);
  }, 120_000);
}

/** Leaves a log whose writer was killed, with its lock; gives what it had acknowledged. */
function leaveKilled(child: string, dir: string): Acknowledged {
  mkdirSync(dir);
  const kill = { syscall: 'pwrite64', fault: 'signal=KILL', when: 4 } as const;
  const { text, isKilled } = runUnderStrace([child, LANES, APPENDS, dir], kill);
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
