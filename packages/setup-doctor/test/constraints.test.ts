import { spawnSync } from 'node:child_process';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, runCli, toolBin } from '@lighthouse/testkit';

const scope = createScope(afterEach);

interface Report {
  readonly schema: string;
  readonly checks: readonly { id: string; status: string; found: string; advice?: string }[];
}

/** Runs the built doctor under a command that constrains it. */
async function doctorUnder(constraint: readonly string[], args: readonly string[]) {
  const [command, ...rest] = [...constraint, process.execPath, toolBin('lh-doctor')];
  const { status, stdout } = spawnSync(command, [...rest, '--json', ...args], {
    cwd: await scope.folder(),
    encoding: 'utf8',
  });
  const { checks } = JSON.parse(stdout) as Report;
  return { status, check: (id: string) => checks.find((report) => report.id === id) };
}

test('every check runs to an outcome, and none breaks', async () => {
  const { check } = await doctorUnder([], []);
  for (const id of ['runtime.node', 'disk.fdatasync', 'network.loopback', 'clock.resolution']) {
    expect(check(id)?.status).toMatch(/^(pass|warn)$/);
  }
  const list = await runCli(toolBin('lh-doctor'), ['--list-checks']);
  const ids = list.stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '');
  const statuses = ids.filter((id) => id !== 'tools.smoke').map((id) => [id, check(id)?.status]);
  expect(statuses.filter(([, status]) => status === undefined || status === 'error')).toEqual([]);
});

test('a check that does not exist is a usage error', async () => {
  const { code, stderr } = await runCli(toolBin('lh-doctor'), ['--only', 'disc']);
  expect(code).toBe(64);
  expect(stderr).toContain('LH_USAGE');
});

// Constraints of Linux: prlimit, taskset, /dev/shm, /proc.
if (process.platform === 'linux') {
  test('under a hard limit of 200 open files it says that agents will not fit', async () => {
    const { status, check } = await doctorUnder(
      ['prlimit', '--nofile=200:200'],
      ['--only', 'limits'],
    );
    expect(check('limits.files')).toMatchObject({ status: 'fail', found: '200 (hard limit)' });
    expect(status).toBe(1);
  });

  test('a low soft limit alone is no problem, because Node raises it', async () => {
    const { check } = await doctorUnder(
      ['prlimit', '--nofile=256:8000'],
      ['--only', 'limits.files'],
    );
    expect(check('limits.files')).toMatchObject({ status: 'pass', found: '8000 (hard limit)' });
  });

  test('on one CPU it warns that load and target share it', async () => {
    const { status, check } = await doctorUnder(
      ['taskset', '-c', '0'],
      ['--only', 'cpu.effective'],
    );
    expect(check('cpu.effective')?.status).toBe('warn');
    expect(check('cpu.effective')?.found).toMatch(/^1 of /);
    expect(status).toBe(0);
  });

  test('a folder in memory is warned of', async () => {
    const { check } = await doctorUnder(
      [],
      ['--only', 'disk.filesystem', '--out', '/dev/shm/runs'],
    );
    expect(check('disk.filesystem')).toMatchObject({ status: 'warn', found: 'tmpfs' });
  });

  test('a folder that cannot be written fails', async () => {
    const { status, check } = await doctorUnder(
      [],
      ['--only', 'disk.results', '--out', '/proc/runs'],
    );
    expect(check('disk.results')?.status).toBe('fail');
    expect(status).toBe(1);
  });
}
