import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { formatMilliseconds } from '../format.ts';
import { judge, skip, type Check, type Machine, type Outcome } from '../check.ts';

const SMOKE_TIMEOUT_MS = 30_000;
const GOOD = 0;
const UNKNOWN = 2;

/**
 * Runs three agents on the embedded bridge, with audit and verdict, in a folder that is removed
 * afterwards.
 */
export const smokeCheck: Check = {
  id: 'tools.smoke',
  group: 'tools',
  title: 'three agents, end to end',
  run: runSmoke,
  isMeasurement: true,
  timeoutMs: SMOKE_TIMEOUT_MS,
};

async function runSmoke({ findTool, exec, temporaryDir, nowMs }: Machine): Promise<Outcome> {
  const tool = findTool('lh-run');
  if (tool === undefined) return skip('lh-run is not installed beside lh-doctor');
  const folder = mkdtempSync(path.join(temporaryDir, 'lh-doctor-'));
  try {
    const before = nowMs();
    const args = ['smoke', '--out', folder, '--no-report', '--quiet'];
    const answer = await exec(tool, args);
    const code = answer?.code ?? -1;
    return judge(code === GOOD, {
      found: `${nameOf(code)} after ${formatMilliseconds(nowMs() - before)}`,
      needed: 'a good verdict',
      advice: `run it and read what it says: lh-run smoke${code > UNKNOWN || code < 0 ? ` (${lastLine(answer?.stderr)})` : ''}`,
      otherwise: code === UNKNOWN ? 'warn' : 'fail',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function nameOf(code: number): string {
  return code === GOOD
    ? 'good'
    : code === UNKNOWN
      ? 'unknown'
      : code === 1
        ? 'bad'
        : `exit code ${code}`;
}

function lastLine(text = ''): string {
  return text.trim().split('\n')[0] ?? '';
}
