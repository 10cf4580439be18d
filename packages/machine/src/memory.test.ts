import { expect, test } from '@jest/globals';
import { readMemory } from './memory.ts';

const MEMINFO =
  'MemTotal:  8000 kB\nMemAvailable:  6000 kB\nSwapTotal:  100 kB\nSwapFree:  40 kB\n';

function memoryWith(files: Readonly<Record<string, string>>): ReturnType<typeof readMemory> {
  return readMemory((path) => ({ '/proc/meminfo': MEMINFO, ...files })[path]);
}

test('without a limit the kernel says what is available', () => {
  expect(memoryWith({})).toEqual({
    totalBytes: 8000 * 1024,
    availableBytes: 6000 * 1024,
    limitBytes: undefined,
    swapUsedBytes: 60 * 1024,
  });
});

test('a cgroup v2 limit counts, less what is used of it', () => {
  const memory = memoryWith({
    '/proc/self/cgroup': '0::/app\n',
    '/proc/self/mounts': 'cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n',
    '/sys/fs/cgroup/app/memory.max': '1048576\n',
    '/sys/fs/cgroup/app/memory.current': '262144\n',
  });
  expect(memory).toMatchObject({ limitBytes: 1_048_576, availableBytes: 786_432 });
});

test('the absurd number of cgroup v1 is no limit', () => {
  const memory = memoryWith({
    '/proc/self/cgroup': '5:memory:/\n',
    '/proc/self/mounts': 'cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
  });
  expect(memory.limitBytes).toBeUndefined();
});
