import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterEach, expect, test } from '@jest/globals';
import { RUN_FILES } from '@lighthouse/contract';
import { suiteAnswerSchema } from '@lighthouse/contract/suite-answer';
import { createScope, runCli, startCli, toolBin, waitFor } from '@lighthouse/testkit';

const LH_RUN = toolBin('lh-run');
const scope = createScope(afterEach);
const LIMIT_MS = 180_000;

interface Wanted {
  readonly tag: string;
  readonly hold?: string;
  readonly thresholds?: string;
}

const scenario = ({ tag, hold = '300ms', thresholds = '' }: Wanted) => `name: brief ${tag}
tags: [${tag}]
agents: [{ role: builder, count: 2, rate: 10/s, arrival: constant }]
load: { ramp: 50ms, hold: ${hold} }
thresholds: [${thresholds}]
`;

async function suiteOf(files: Readonly<Record<string, string>>) {
  const cwd = await scope.folder();
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(cwd, 's', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return { cwd, out: path.join(cwd, 'out'), tempDir: await scope.folder() };
}

const readAnswer = (out: string) =>
  suiteAnswerSchema.parse(JSON.parse(readFileSync(path.join(out, 'suite.json'), 'utf8')));

/** Processes of anybody whose environment or command line names the folder. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false;
    }
  });
}

test(
  'a suite runs what its tags select, side by side, and gives the worst of all',
  async () => {
    const { cwd, out, tempDir } = await suiteOf({
      'good.yaml': scenario({ tag: 'load' }),
      'below/bad.yaml': scenario({ tag: 'load', thresholds: "{ operations: 'count < 1' }" }),
      'slow.yaml': scenario({ tag: 'slow', hold: '60s' }),
      'broken.yaml': 'name: broken\nagents:\n  - { role: bilder, count: 2 }\n',
    });
    const run = await runCli(
      LH_RUN,
      [
        'suite',
        's',
        '--not-tags',
        'slow',
        '--jobs',
        '2',
        '--out',
        out,
        '--junit',
        'j.xml',
        '--no-report',
      ],
      { cwd, env: { TMPDIR: tempDir }, timeoutMs: LIMIT_MS },
    );
    expect(run).toMatchObject({ code: 1, leftRunning: [] });
    const answer = readAnswer(out);
    expect(answer).toMatchObject({
      isComplete: true,
      exitCode: 1,
      jobs: 2,
      counts: { good: 1, bad: 1, unknown: 0, failed: 1, waiting: 0, leftOut: 1 },
    });
    const byFile = Object.fromEntries(answer.scenarios.map((entry) => [entry.file, entry]));
    expect(byFile['broken.yaml']?.reasons[0]).toMatch(/^s\/broken\.yaml:3:\d+: /);
    expect(byFile['broken.yaml']?.exitCode).toBe(64);
    expect(byFile['good.yaml']).toMatchObject({ status: 'good', exitCode: 0 });
    for (const name of ['good.yaml', 'below/bad.yaml']) {
      const folder = byFile[name]?.runFolder ?? '';
      expect(existsSync(path.join(folder, RUN_FILES.result))).toBe(true);
    }
    expect(run.stdout).toContain('3 scenarios: 1 good, 1 bad, 1 failed; 1 left out by tags');
    const junit = readFileSync(path.join(cwd, 'j.xml'), 'utf8');
    expect(junit).toContain('tests="3" failures="1" errors="1"');
    expect(junit.match(/<testcase /g)).toHaveLength(3);
    expect(run.stderr).toMatch(/good\.yaml begins[^]*good\.yaml good after/);
    expect(readdirSync(tempDir)).toEqual([]);
  },
  LIMIT_MS,
);

/** Starts a suite of one long run and waits until its load is under way. */
async function startLong() {
  const prepared = await suiteOf({ 'long.yaml': scenario({ tag: 'load', hold: '120s' }) });
  const { cwd, out, tempDir } = prepared;
  const cli = startCli(scope, LH_RUN, ['suite', 's', '--out', out, '--no-report'], {
    cwd,
    env: { TMPDIR: tempDir },
  });
  scope.onClose(() => processesOf(out).forEach((pid) => process.kill(Number(pid), 'SIGKILL')));
  const history = path.join(out, 'long', RUN_FILES.history, 'worker-0.lhhistory');
  await waitFor(() => existsSync(history) && statSync(history).size > 0, { limitMs: 30_000 });
  return { ...prepared, cli };
}

const GONE = { limitMs: 60_000, what: 'the end of all processes' };

test(
  'Ctrl-C is passed on: the run under way still gives its result, and nothing is left',
  async () => {
    const { cli, out, tempDir } = await startLong();
    cli.kill('SIGINT');
    expect(await cli.end).toEqual({ code: 130, signal: null });
    expect(readAnswer(out)).toMatchObject({
      interrupted: 'SIGINT',
      scenarios: [{ file: 'long.yaml', status: 'unknown', exitCode: 130 }],
    });
    expect(processesOf(out)).toEqual([]);
    expect(readdirSync(tempDir)).toEqual([]);
  },
  LIMIT_MS,
);

test(
  'a suite that is killed leaves no run and no bridge behind',
  async () => {
    const { cli, out } = await startLong();
    cli.kill('SIGKILL');
    await cli.end;
    await waitFor(() => processesOf(out).length === 0, GONE);
    expect(readAnswer(out)).toMatchObject({ isComplete: false, counts: { waiting: 1 } });
  },
  LIMIT_MS,
);
