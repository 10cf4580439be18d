import { beforeEach, expect, test } from '@jest/globals';
import { SeededChance } from './fs/sim-chance.ts';
import { SimDisk, type SimFs } from './fs/sim-fs.ts';
import { acquireLock, type LogLock, type ProcessIdentity, type ProcessTable } from './lock.ts';

let disk: SimDisk;
let running: Set<number>;

beforeEach(() => {
  disk = new SimDisk(new SeededChance(1));
  disk.boot().mkdir('/log');
  running = new Set([1, 2, 3]);
});

function processes(pid: number): ProcessTable {
  return {
    self: () => ({ pid, bootId: 'b', startTicks: pid }),
    isRunning: (identity: ProcessIdentity) => running.has(identity.pid),
  };
}

function acquire(pid: number, fs: SimFs = disk.boot()): LogLock {
  return acquireLock('/log', { fs, processes: processes(pid), nonce: String(pid) });
}

function names(): string[] {
  return disk.boot().list('/log');
}

test('while its holder runs, a lock is refused to everyone, also to its holder', () => {
  acquire(1);
  const locked = { code: 'LH_LOG_LOCKED', facts: { pid: 1, path: '/log/LOCK' } };
  expect(() => acquire(2)).toThrow(expect.objectContaining(locked));
  expect(() => acquire(1)).toThrow(expect.objectContaining(locked));
});

test('a released lock is free, and nothing is left of it', () => {
  acquire(1).release();
  expect(names()).toEqual([]);
  acquire(2);
  expect(names()).toEqual(['LOCK']);
});

test('the lock of a process that is gone is taken over', () => {
  acquire(1);
  running.delete(1);
  acquire(2);
  expect(() => acquire(3)).toThrow(
    expect.objectContaining({ facts: { pid: 2, path: '/log/LOCK' } }),
  );
  expect(names()).toEqual(['LOCK']);
});

test('a holder whose lock was taken over does not release it', () => {
  const first = acquire(1);
  running.delete(1);
  acquire(2);
  first.release();
  expect(names()).toEqual(['LOCK']);
});

test.each(['', '{', '{"pid":"1"}', '\0\0\0'])(
  'a lock that a power loss left as %j is free',
  (text) => {
    disk.boot().open('/log/LOCK', 'create').pwrite(Buffer.from(text), 0);
    acquire(1);
    expect(() => acquire(2)).toThrow(expect.objectContaining({ code: 'LH_LOG_LOCKED' }));
  },
);

test('a process that dies anywhere in taking a lock over leaves it to the next', () => {
  for (let crashAt = 0; ; crashAt++) {
    disk = new SimDisk(new SeededChance(crashAt));
    disk.boot().mkdir('/log');
    running = new Set([2, 3]);
    acquire(1);
    const fs = disk.boot((_operation, index) => (index === crashAt ? 'crash' : undefined));
    try {
      acquire(2, fs);
    } catch (error) {
      expect(error).toMatchObject({ code: 'ECRASHED' });
    }
    if (!fs.isDead) break;
    running.delete(2);
    acquire(3);
    expect(() => acquire(3)).toThrow(expect.objectContaining({ code: 'LH_LOG_LOCKED' }));
    expect(crashAt).toBeLessThan(50);
  }
});

test('of two that find a stale lock at the same time, one gets it', () => {
  // The second one gets in between any two operations of the first.
  for (let between = 0; between < 12; between++) {
    disk = new SimDisk(new SeededChance(between));
    disk.boot().mkdir('/log');
    running = new Set([2, 3]);
    acquire(1);
    const holders: number[] = [];
    const attempt = (pid: number, fs: SimFs): void => {
      try {
        acquire(pid, fs);
        holders.push(pid);
      } catch (error) {
        expect(error).toMatchObject({ code: 'LH_LOG_LOCKED' });
      }
    };
    const fs = disk.boot((_operation, index) => {
      if (index === between) attempt(3, disk.boot());
      return undefined;
    });
    attempt(2, fs);
    expect(holders).toHaveLength(1);
  }
});
