import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { groupObstacle, underLimit, type GroupLimit } from './limited-group.ts';
import { refused, runDoctor, without, type Obstacle } from './run-doctor.ts';

const scope = createScope(afterEach);

/** A test under a constraint that not every machine can set: where it cannot, its name says why. */
function constrained(obstacle: Obstacle, name: string, body: () => Promise<void>): void {
  if (obstacle === undefined) test(name, body);
  else test(`${name} [cannot be set here: ${obstacle}]`, () => expect(obstacle).not.toBe(''));
}

const noNamespaces =
  without('unshare') ?? refused('unshare', '-Urm', 'mount', '-t', 'tmpfs', 'none', '/tmp');

constrained(without('taskset'), 'on one CPU it warns that load and target share it', async () => {
  const { code, status, found } = await runDoctor(scope, ['--only', 'cpu.effective'], {
    under: ['taskset', '-c', '0'],
  });
  expect([status('cpu.effective'), code]).toEqual(['warn', 0]);
  expect(found('cpu.effective')).toMatch(/^1 of /);
});

constrained(
  without('prlimit'),
  'under a hard limit of 200 open files it says that agents will not fit',
  async () => {
    const { code, status, found, answer } = await runDoctor(scope, ['--only', 'limits'], {
      under: ['prlimit', '--nofile=200:200'],
    });
    expect([status('limits.files'), code]).toEqual(['fail', 1]);
    expect(found('limits.files')).toBe('200 (hard limit)');
    expect(answer.capabilities.map((each) => each.answer)).toEqual(Array(5).fill('no'));
  },
);

constrained(
  without('sh'),
  'a low soft limit alone is no problem, because Node raises it',
  async () => {
    const { status, found } = await runDoctor(scope, ['--only', 'limits.files'], {
      under: ['sh', '-c', 'ulimit -Sn 256 && ulimit -Hn 8000 && exec "$@"', 'sh'],
    });
    expect(status('limits.files')).toBe('pass');
    expect(found('limits.files')).toBe('8,000 (hard limit)');
  },
);

constrained(
  without('sh'),
  'a thousand agents do not fit into 1,000 open files, and ten do',
  async () => {
    const args = ['--only', 'scenario.files', '--for', 'large', '--no-calibrate'];
    const { code, status, found, answer } = await runDoctor(scope, args, {
      under: ['sh', '-c', 'ulimit -n 1000 && exec "$@"', 'sh'],
    });
    expect([status('scenario.files'), code]).toEqual(['fail', 1]);
    expect(found('scenario.files')).toBe('1,000 there');
    expect(answer.scenario?.needs).toMatchObject({ agents: 1000, openFiles: 1640 });
    const answers = new Map(answer.capabilities.map((each) => [each.name, each.answer]));
    expect([answers.get('small'), answers.get('large')]).toEqual(['yes', 'no']);
  },
);

// Whoever is not root may have more processes than that already.
const notRoot = process.getuid?.() === 0 ? undefined : 'only root can start one more then';
constrained(
  without('prlimit') ?? notRoot,
  'too few processes for this user are a failure',
  async () => {
    const { code, found } = await runDoctor(scope, ['--only', 'limits.processes'], {
      under: ['prlimit', '--nproc=100:100'],
    });
    expect([found('limits.processes'), code]).toEqual(['100', 1]);
  },
);

const HALF_A_CPU: GroupLimit = {
  controller: 'cpu',
  v1: { 'cpu.cfs_period_us': '100000', 'cpu.cfs_quota_us': '50000' },
  v2: { 'cpu.max': '50000 100000' },
};
constrained(
  groupObstacle(HALF_A_CPU),
  'half a CPU of a cgroup is not enough, however many the machine has',
  async () => {
    const { code, status, found } = await runDoctor(scope, ['--only', 'cpu.effective'], {
      under: underLimit(scope, HALF_A_CPU),
    });
    expect([status('cpu.effective'), code]).toEqual(['fail', 1]);
    expect(found('cpu.effective')).toMatch(/^0\.5 of /);
  },
);

const LITTLE_MEMORY: GroupLimit = {
  controller: 'memory',
  v1: { 'memory.limit_in_bytes': '314572800' },
  v2: { 'memory.max': '314572800' },
};
constrained(
  groupObstacle(LITTLE_MEMORY),
  'the memory of a cgroup counts, not that of the machine',
  async () => {
    const { code, status, found } = await runDoctor(scope, ['--only', 'memory'], {
      under: underLimit(scope, LITTLE_MEMORY),
    });
    expect([status('memory.cgroup'), status('memory.available'), code]).toEqual([
      'fail',
      'fail',
      1,
    ]);
    expect(found('memory.cgroup')).toBe('300 MiB');
  },
);

const FEW_PROCESSES: GroupLimit = {
  controller: 'pids',
  v1: { 'pids.max': '60' },
  v2: { 'pids.max': '60' },
};
constrained(
  groupObstacle(FEW_PROCESSES),
  'a cgroup of few processes is a failure before a thread cannot be started',
  async () => {
    const { code, status, found } = await runDoctor(scope, ['--only', 'limits.pids'], {
      under: underLimit(scope, FEW_PROCESSES),
    });
    expect([status('limits.pids'), code]).toEqual(['fail', 1]);
    expect(found('limits.pids')).toMatch(/^\d+ of 60 in use$/);
  },
);

/** Mounts a file system in memory on a fresh folder, for one process and its children. */
async function mounted(options: string, before = ''): Promise<{ under: string[]; out: string }> {
  const folder = await scope.folder();
  const script = `mount -t tmpfs -o ${options} none "${folder}" && ${before} exec "$@"`;
  return {
    under: ['unshare', '-Urm', 'sh', '-c', script, 'sh'],
    out: path.join(folder, 'runs'),
  };
}

constrained(
  noNamespaces,
  'a folder that is mounted read-only fails, and nothing breaks',
  async () => {
    const { under, out } = await mounted('ro,size=64k');
    const { code, status, found, answer } = await runDoctor(
      scope,
      ['--only', 'disk', '--out', out],
      { under },
    );
    expect([status('disk.results'), status('disk.fdatasync'), code]).toEqual(['fail', 'fail', 1]);
    expect(found('disk.fdatasync')).toBe('cannot be written (EROFS)');
    expect(answer.counts.error).toBe(0);
    expect(answer.capabilities.every((each) => each.answer === 'no')).toBe(true);
  },
);

constrained(noNamespaces, 'a file system that is full is called full', async () => {
  const fill = 'dd if=/dev/zero of="$(dirname "$LH_OUT")/fill" bs=4k 2>/dev/null;';
  const { under, out } = await mounted('size=64k', fill);
  const { code, status, found, answer } = await runDoctor(scope, ['--only', 'disk'], {
    under,
    env: { LH_OUT: out },
  });
  expect([status('disk.space'), status('disk.fdatasync'), code]).toEqual(['fail', 'fail', 1]);
  expect([found('disk.space'), found('disk.fdatasync')]).toEqual(['0 B', 'the disk is full']);
  expect([status('disk.filesystem'), found('disk.filesystem')]).toEqual(['warn', 'tmpfs']);
  expect(answer.counts.error).toBe(0);
});

test('a folder that nobody can write to fails', async () => {
  const { code, status } = await runDoctor(scope, ['--only', 'disk.results', '--out', '/proc/x']);
  expect([status('disk.results'), code]).toEqual(['fail', 1]);
});

constrained(without('faketime'), 'a clock that stands in the past is warned of', async () => {
  const { code, status, found } = await runDoctor(scope, ['--only', 'clock'], {
    under: ['faketime', '2001-02-03 04:05:06'],
  });
  expect([status('clock.date'), found('clock.date'), code]).toEqual(['warn', '2001-02-03', 0]);
});

constrained(without('faketime'), 'a clock that is being set is warned of', async () => {
  const { status, found } = await runDoctor(scope, ['--only', 'clock.steady'], {
    under: ['faketime', '-f', '+0 x8'],
    env: { FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' },
  });
  expect(status('clock.steady')).toBe('warn');
  // Eight times as fast is seven times the elapsed time off, however long a busy machine takes.
  const said = /^(\d+(?:\.\d+)?) s off in (\d+(?:\.\d+)?) (ms|s)$/.exec(
    found('clock.steady') ?? '',
  );
  const [, offS, elapsed, unit] = said ?? [];
  const elapsedS = Number(elapsed) / (unit === 'ms' ? 1000 : 1);
  expect(elapsedS).toBeGreaterThanOrEqual(0.25);
  expect(Number(offS) / elapsedS).toBeCloseTo(7, 0);
});

const noNetwork = without('unshare') ?? refused('unshare', '-rn', 'true');

constrained(noNetwork, 'without a route the target is only warned of', async () => {
  const args = ['--only', 'network', '--skip', 'network.loopback', '--target', 'http://192.0.2.1'];
  const { code, status, found } = await runDoctor(scope, args, { under: ['unshare', '-rn'] });
  expect([status('network.target'), code]).toEqual(['warn', 0]);
  expect(found('network.target')).toBe('http://192.0.2.1: no route');
});

constrained(noNetwork, 'a machine that cannot talk to itself runs nothing', async () => {
  const { code, status, answer } = await runDoctor(scope, ['--only', 'network'], {
    under: ['unshare', '-rn'],
  });
  expect([status('network.loopback'), code]).toEqual(['fail', 1]);
  expect(answer.counts.error).toBe(0);
  expect(answer.capabilities.every((each) => each.answer === 'no')).toBe(true);
});

test('no tool in the PATH makes no check break, and no machine unfit', async () => {
  const { code, status, answer } = await runDoctor(scope, [], {
    env: { PATH: await scope.folder() },
  });
  expect([status('runtime.npm'), status('clock.synchronised')]).toEqual(['warn', 'skip']);
  expect(status('fuse.mount')).toBe('skip');
  expect([answer.counts.error, code]).toEqual([0, 0]);
});

if (process.platform !== 'win32') {
  test('a key that others can read is a failure, and so is one beside the events', async () => {
    const cwd = await scope.folder();
    mkdirSync(path.join(cwd, 'keys'));
    mkdirSync(path.join(cwd, 'data/log'), { recursive: true });
    writeFileSync(path.join(cwd, 'keys/a.json'), '{}', { mode: 0o644 });
    writeFileSync(path.join(cwd, 'data/log/b.json'), '{}', { mode: 0o600 });
    const args = ['--only', 'permissions', '--key', 'data/log/b.json'];
    const { code, status, found } = await runDoctor(scope, args, { cwd });
    expect([status('permissions.keys'), status('permissions.apart'), code]).toEqual([
      'fail',
      'fail',
      1,
    ]);
    expect(found('permissions.keys')).toBe('others can use keys/a.json');
  });

  test('the keys of runs are looked at, and files beside the runs are no runs', async () => {
    const cwd = await scope.folder();
    mkdirSync(path.join(cwd, 'runs/one'), { recursive: true });
    writeFileSync(path.join(cwd, 'runs/calibration.json'), '{}');
    writeFileSync(path.join(cwd, 'runs/one/keyring.json'), '{}', { mode: 0o600 });
    const { code, found, answer } = await runDoctor(scope, ['--only', 'permissions'], { cwd });
    expect([answer.counts.error, code]).toEqual([0, 0]);
    expect(found('permissions.keys')).toBe('1 for their owner alone');
  });
}
