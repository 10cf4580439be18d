/** @slow */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterEach, expect, test } from '@jest/globals';
import { resultSchema, RUN_FILES, type Result } from '@lighthouse/contract';
import { dryRunAnswerSchema } from '@lighthouse/contract/run-answers';
import { createScope, runCli, startCli, toolBin, waitFor } from '@lighthouse/testkit';
import type { RunningCli } from '@lighthouse/testkit';

const LH_RUN = toolBin('lh-run');

const scope = createScope(afterEach);
/** A run takes three seconds; a machine that does ten other things takes longer. */
const LIMIT_MS = 120_000;

/** Three agents; no limits on figures, so that a busy machine has no say. */
function scenario(hold: string): string {
  return `name: brief
agents:
  - role: builder
    count: 2
    rate: 10/s
    arrival: constant
    mix: { safe: 60, risky: 20, complex: 20 }
  - { role: expert, count: 1 }
load: { ramp: 100ms, hold: ${hold} }
`;
}

interface Prepared {
  readonly cwd: string;
  readonly file: string;
  readonly out: string;
}

async function prepare(hold: string): Promise<Prepared> {
  const cwd = await scope.folder();
  const file = path.join(cwd, 'brief.yaml');
  writeFileSync(file, scenario(hold));
  return { cwd, file, out: path.join(cwd, 'run') };
}

/** Starts a long run and waits until its load is under way. */
async function startLong(): Promise<Prepared & { cli: RunningCli; bridgePid: number }> {
  const prepared = await prepare('60s');
  const { cwd, file, out } = prepared;
  const cli = startCli(scope, LH_RUN, [file, '--out', out, '--no-report', '-v'], { cwd });
  const [, pid] = await cli.waitForLine(/process (\d+)$/, 20_000);
  const bridgePid = Number(pid);
  scope.onClose(() => void (isAlive(bridgePid) && process.kill(bridgePid, 'SIGKILL')));
  const history = path.join(out, RUN_FILES.history, 'worker-0.lhhistory');
  await waitFor(() => existsSync(history) && statSync(history).size > 0, { limitMs: 20_000 });
  return { ...prepared, cli, bridgePid };
}

function readResult(out: string): Result {
  return resultSchema.parse(JSON.parse(readFileSync(path.join(out, RUN_FILES.result), 'utf8')));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function tempFolders(tempDir: string): string[] {
  return readdirSync(tempDir).filter((name) => name.startsWith('lh-run-'));
}

test(
  'a run ends with a good verdict, audited, with all its files, and the totals of its plan',
  async () => {
    const { cwd, file, out } = await prepare('1s');
    const tempDir = await scope.folder();
    const run = await runCli(LH_RUN, [file, '--out', out, '--json', '--workers', '3'], {
      cwd,
      env: { TMPDIR: tempDir },
      timeoutMs: 50_000,
    });
    expect(run).toMatchObject({ code: 0, leftRunning: [] });
    const result = resultSchema.parse(JSON.parse(run.stdout));
    expect(readResult(out)).toEqual(result);
    expect(result).toMatchObject({
      verdict: { value: 'good' },
      conserved: true,
      agents: { planned: 3, joined: 3 },
      target: { embedded: true, name: 'lh-bridge' },
      audit: { status: 'done', log: { value: 'intact' }, lost: { count: 0 }, forged: { count: 0 } },
    });
    // Totals stay totals: three threads intend what the plan says, and no more.
    const shown = await runCli(LH_RUN, [file, '--dry-run', '--json'], { cwd });
    const plan = dryRunAnswerSchema.parse(JSON.parse(shown.stdout));
    expect([result.workers, result.run.planSha256]).toEqual([3, plan.planSha256]);
    const intended = result.slices.filter(({ op }) => op === 'command');
    const { safe = 0, risky = 0, complex = 0 } = plan.operations;
    expect(intended.map(({ counts }) => counts.intended)).toEqual([safe + risky + complex]);
    const slices = result.slices.map(({ op, role }) => `${op} ${role}`);
    expect(slices).toEqual(
      expect.arrayContaining(['command builder', 'session builder', 'session expert']),
    );
    expect(result.counts.ok).toBe(result.counts.intended);
    expect(result.series.ok.reduce((sum, ok) => sum + ok, 0)).toBe(result.counts.ok);
    expect(result.run.interrupted).toBeUndefined();
    const { notStored: _, ...files } = RUN_FILES; // no database was named
    expect(readdirSync(out).toSorted()).toEqual(Object.values(files).toSorted());
    expect(tempFolders(tempDir)).toEqual([]);
  },
  LIMIT_MS,
);

test(
  'the first Ctrl-C ends the load and still gives a result',
  async () => {
    const { cli, out, bridgePid } = await startLong();
    cli.kill('SIGINT');
    expect(await cli.end).toEqual({ code: 130, signal: null });
    const result = readResult(out);
    expect(result.run.interrupted).toBe('SIGINT');
    expect(result.verdict.value).toBe('unknown');
    expect(result.audit).toMatchObject({ status: 'done', lost: { count: 0 } });
    expect(result.conserved).toBe(true);
    expect(cli.stdout()).toContain('UNKNOWN');
    expect(isAlive(bridgePid)).toBe(false);
  },
  LIMIT_MS,
);

test(
  'a killed run leaves a result that adds up, and no bridge',
  async () => {
    const { cli, out, bridgePid } = await startLong();
    const file = path.join(out, RUN_FILES.result);
    await waitFor(() => existsSync(file), { limitMs: 20_000 });
    cli.kill('SIGKILL');
    await cli.end;
    const { counts, conserved, verdict } = readResult(out);
    expect(verdict).toEqual({ value: 'unknown', reasons: ['the run did not come to its end'] });
    expect(conserved).toBe(true);
    expect(counts.intended).toBe(counts.ok + counts.fail + counts.info + counts.dropped);
    await waitFor(() => !isAlive(bridgePid), { limitMs: 20_000, what: 'the end of the bridge' });
    const report = await runCli(toolBin('lh-report'), [out], { cwd: out });
    expect(report.code).toBe(0);
    expect(report.stdout).toContain('the run did not come to its end');
    expect(existsSync(path.join(out, RUN_FILES.report))).toBe(true);
  },
  LIMIT_MS,
);

test(
  'a bridge that is killed loses nothing, and the verdict says that it died, after SIGTERM too',
  async () => {
    const { cli, out, bridgePid } = await startLong();
    process.kill(bridgePid, 'SIGKILL');
    await waitFor(() => !isAlive(bridgePid));
    cli.kill('SIGTERM');
    expect(await cli.end).toEqual({ code: 143, signal: null });
    const { verdict, audit, conserved, run } = readResult(out);
    expect(run.interrupted).toBe('SIGTERM');
    expect(verdict.value).toBe('bad');
    expect(verdict.reasons[0]).toBe('the bridge ended in mid-run (SIGKILL)');
    expect(audit).toMatchObject({ status: 'done', lost: { count: 0 }, forged: { count: 0 } });
    expect(conserved).toBe(true);
  },
  LIMIT_MS,
);
