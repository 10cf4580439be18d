import { expect, test } from '@jest/globals';
import { effectiveCpus, workersFor } from './effective-cpus.ts';

const V2_MOUNT = 'cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n';
const V1_MOUNT = 'cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,nosuid,cpu,cpuacct 0 0\n';

function cpusWith(files: Readonly<Record<string, string>>, machineCpus = 8): number {
  return effectiveCpus((path) => files[path], machineCpus);
}

test('without /proc all CPUs of the machine count', () => {
  expect(cpusWith({})).toBe(8);
});

test('the affinity mask counts', () => {
  expect(cpusWith({ '/proc/self/status': 'Name:\tnode\nCpus_allowed_list:\t0-2,5\n' })).toBe(4);
});

test('a quota of cgroup v2 counts, of its own group or of one above', () => {
  const files = {
    '/proc/self/cgroup': '0::/pod/app\n',
    '/proc/self/mounts': V2_MOUNT,
    '/sys/fs/cgroup/pod/app/cpu.max': 'max 100000\n',
    '/sys/fs/cgroup/pod/cpu.max': '150000 100000\n',
  };
  expect(cpusWith(files)).toBe(1.5);
});

test('in a container the quota stands at the root of the mount', () => {
  const files = {
    '/proc/self/cgroup': '0::/../../host-only\n',
    '/proc/self/mounts': V2_MOUNT,
    '/sys/fs/cgroup/cpu.max': '50000 100000\n',
  };
  expect(cpusWith(files)).toBe(0.5);
});

test('a quota of cgroup v1 counts', () => {
  const files = {
    '/proc/self/cgroup': '4:memory:/a\n3:cpu,cpuacct:/docker/abc\n0::/\n',
    '/proc/self/mounts': V1_MOUNT,
    '/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_quota_us': '200000\n',
    '/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_period_us': '100000\n',
  };
  expect(cpusWith(files)).toBe(2);
});

test('a v1 quota of -1 is no limit', () => {
  const files = {
    '/proc/self/cgroup': '3:cpu,cpuacct:/\n',
    '/proc/self/mounts': V1_MOUNT,
    '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1\n',
    '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
  };
  expect(cpusWith(files)).toBe(8);
});

test.each([
  [0.5, 1],
  [1, 1],
  [2, 1],
  [4, 3],
  [16, 12],
])('%p CPUs give %p workers', (cpus, workers) => {
  expect(workersFor(cpus)).toBe(workers);
});
