import { expect, test } from '@jest/globals';
import { readLimit, readPids } from './limits.ts';

const LIMITS = [
  'Limit                     Soft Limit           Hard Limit           Units     ',
  'Max open files            1024                 524288               files     ',
  'Max processes             unlimited            unlimited            processes ',
].join('\n');

const read = (path: string) => (path === '/proc/self/limits' ? LIMITS : undefined);

test('soft and hard limits are read from their row', () => {
  expect(readLimit('Max open files', read)).toEqual({ soft: 1024, hard: 524_288 });
  expect(readLimit('Max processes', read)).toEqual({ soft: Infinity, hard: Infinity });
});

test('what is not there is undefined', () => {
  expect(readLimit('Max file size', read)).toBeUndefined();
  expect(readLimit('Max open files', () => undefined)).toBeUndefined();
  expect(readPids(() => undefined)).toBeUndefined();
});

test('of several limits on processes the one counts that is nearest', () => {
  const files: Readonly<Record<string, string>> = {
    '/proc/self/cgroup': '0::/pod/app\n',
    '/proc/self/mounts': 'cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n',
    '/sys/fs/cgroup/pod/app/pids.max': 'max\n',
    '/sys/fs/cgroup/pod/app/pids.current': '12\n',
    '/sys/fs/cgroup/pod/pids.max': '100\n',
    '/sys/fs/cgroup/pod/pids.current': '80\n',
    '/sys/fs/cgroup/pids.max': '90\n',
    '/sys/fs/cgroup/pids.current': '20\n',
  };
  expect(readPids((path) => files[path])).toEqual({ max: 100, current: 80 });
});
