/** @slow */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterEach, expect, test } from '@jest/globals';
import { resultSchema, RUN_FILES } from '@lighthouse/contract';
import { createScope, runCli, startCli, toolBin, waitFor } from '@lighthouse/testkit';

const LH_RUN = toolBin('lh-run');
const scope = createScope(afterEach);
const LIMIT_MS = 120_000;

async function prepare(hold: string, faults: readonly string[], more = '') {
  const cwd = await scope.folder();
  const text = `name: broken
agents:
  - { role: builder, count: 4, rate: 10/s, arrival: constant }
  - { role: expert, count: 1 }
load: { ramp: 100ms, hold: ${hold}, timeout: 3s }
${more}
faults:
${faults.map((fault) => `  - ${fault}\n`).join('')}`;
  writeFileSync(path.join(cwd, 'broken.yaml'), text);
  return { cwd, out: path.join(cwd, 'run'), args: ['broken.yaml', '--out', 'run', '--no-report'] };
}

function readResult(out: string) {
  return resultSchema.parse(JSON.parse(readFileSync(path.join(out, RUN_FILES.result), 'utf8')));
}

function stateOf(pid: number): string {
  try {
    return /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1] ?? '';
  } catch {
    return 'gone';
  }
}

/** Starts a run that stops its bridge, and waits until it stands still. */
async function startPaused() {
  const prepared = await prepare('60s', ['{ kind: pause, at: 1s, for: 50s }']);
  const { cwd, args } = prepared;
  const cli = startCli(scope, LH_RUN, [...args, '-v'], { cwd });
  const [, text] = await cli.waitForLine(/process (\d+)$/, 60_000);
  const pid = Number(text);
  scope.onClose(() => void (stateOf(pid) !== 'gone' && process.kill(pid, 'SIGKILL')));
  await waitFor(() => stateOf(pid) === 'T', { limitMs: 60_000 });
  return { ...prepared, cli, pid };
}

test(
  'a bridge that dies and comes back keeps all it acknowledged, and half of the agents are cut off',
  async () => {
    const retry = 'retry: { attempts: 8, backoff: 100ms }';
    const kill = '{ id: crash, kind: kill, at: 2s, restartAfter: 200ms }';
    const split = '{ id: split, kind: partition, at: 6s, for: 3s, split: half }';
    const { cwd, out, args } = await prepare('10s', [kill, split], retry);
    await runCli(LH_RUN, [...args, '-q'], { cwd, timeoutMs: LIMIT_MS });
    const { faults, phases, invariants, audit, counts } = readResult(out);
    expect(faults).toMatchObject([
      { id: 'crash', kind: 'kill', status: 'injected', appliesTo: 'the bridge' },
      { id: 'split', status: 'injected', appliesTo: '2 of 5 agents' },
    ]);
    const [crash, cut] = faults;
    expect(crash?.probe.during).toContain('is gone');
    expect(cut?.probe.during).toContain('no answer');
    const of = (id: string) => phases.filter(({ fault }) => fault === id);
    for (const id of ['crash', 'split']) {
      expect(of(id).map(({ phase }) => phase)).toEqual(['before', 'during', 'after']);
      expect(of(id).every(({ counts: each }) => each.intended > 0)).toBe(true);
    }
    // Some wait until they are let through again, while the others are served.
    const [, during] = of('split');
    expect(during?.latency.max).toBeGreaterThan(1000);
    expect(during?.latency.min).toBeLessThan(1000);
    expect(invariants.map(({ name, verdict }) => [name, verdict])).toEqual(
      invariants.map(({ name }) => [name, 'good']),
    );
    expect(audit).toMatchObject({ status: 'done', lost: { count: 0 }, duplicated: { count: 0 } });
    expect(counts.ok).toBeGreaterThan(0.9 * counts.intended);
  },
  LIMIT_MS,
);

test(
  'Ctrl-C lets a bridge go on that was stopped, and ends everything in order',
  async () => {
    const { cli, pid, out } = await startPaused();
    cli.kill('SIGINT');
    expect(await cli.end).toMatchObject({ code: 130 });
    expect(stateOf(pid)).toBe('gone');
    const { faults, audit } = readResult(out);
    expect(faults).toMatchObject([{ status: 'injected' }]);
    expect(faults[0]?.endMs).not.toBeNull();
    expect(audit).toMatchObject({ status: 'done', log: { value: 'intact' } });
  },
  LIMIT_MS,
);

test(
  'a run that is killed leaves no bridge that stands still',
  async () => {
    const { cli, pid } = await startPaused();
    cli.kill('SIGKILL');
    await cli.end;
    await waitFor(() => stateOf(pid) === 'gone', { limitMs: 60_000 });
  },
  LIMIT_MS,
);

test(
  'a fault that cannot be injected is skipped with its reason, and nothing is green',
  async () => {
    const fault = '{ kind: memory_pressure, at: 500ms, for: 200ms, megabytes: 1000000 }';
    const { cwd, out, args } = await prepare('1s', [fault]);
    const { code } = await runCli(LH_RUN, [...args, '-q'], { cwd, timeoutMs: LIMIT_MS });
    const { faults, verdict } = readResult(out);
    expect(faults).toMatchObject([{ status: 'skipped', reason: expect.stringContaining('free') }]);
    expect(verdict).toMatchObject({ value: 'unknown' });
    expect(verdict.reasons.join()).toContain('memory_pressure) was skipped');
    expect(code).toBe(2);
  },
  LIMIT_MS,
);
