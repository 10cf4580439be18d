import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { formatDuration } from '@lighthouse/cli-kit/format';
import { judge, skip, type Check, type Machine, type Outcome } from '../check.ts';

const TOOLS = ['lh-run', 'lh-verify', 'lh-report', 'lh-bridge'];
const SMOKE_TIMEOUT_MS = 30_000;
const GOOD = 0;
const BAD = 1;
const UNKNOWN = 2;

export const toolChecks: readonly Check[] = [
  { id: 'tools.installed', group: 'tools', title: 'the other tools', run: checkInstalled },
  {
    id: 'tools.smoke',
    group: 'tools',
    title: 'three agents, end to end',
    run: runSmoke,
    isMeasurement: true,
    timeoutMs: SMOKE_TIMEOUT_MS,
  },
];

export const SMOKE_ID = 'tools.smoke';

/** Tools of one version understand each other's files. */
function checkInstalled({ findTool, readText }: Machine): Outcome {
  const versions = TOOLS.flatMap((name) => {
    const bin = findTool(name);
    const manifest =
      bin === undefined ? undefined : path.join(path.dirname(bin), '../package.json');
    const text = manifest === undefined ? undefined : readText(manifest);
    return text === undefined ? [] : [{ name, version: /"version":\s*"([^"]+)"/.exec(text)?.[1] }];
  });
  if (versions.length === 0) return skip('none is installed beside lh-doctor');
  const distinct = new Set(versions.map(({ version }) => version));
  const isOne = distinct.size === 1;
  return judge(isOne, {
    found: isOne
      ? `${versions.map(({ name }) => name).join(', ')} ${versions[0]?.version ?? ''}`
      : versions.map(({ name, version }) => `${name} ${version ?? '?'}`).join(', '),
    needed: 'one version',
    advice: 'install all tools in the same version',
    otherwise: 'warn',
  });
}

/**
 * Runs three agents on the embedded bridge, with audit and verdict, in a folder that is removed
 * afterwards.
 */
async function runSmoke({ findTool, exec, temporaryDir, nowMs }: Machine): Promise<Outcome> {
  const tool = findTool('lh-run');
  if (tool === undefined) return skip('lh-run is not installed beside lh-doctor');
  const folder = mkdtempSync(path.join(temporaryDir, 'lh-doctor-'));
  try {
    const before = nowMs();
    const args = ['smoke', '--out', path.join(folder, 'run'), '--no-report', '--quiet'];
    const answer = await exec(tool, args, { timeoutMs: SMOKE_TIMEOUT_MS });
    const code = answer?.code ?? -1;
    const isJudged = code === GOOD || code === BAD || code === UNKNOWN;
    const why = isJudged ? '' : ` (${(answer?.stderr ?? '').trim().split('\n')[0] ?? ''})`;
    return judge(code === GOOD, {
      found: `${nameOf(code)} after ${formatDuration(nowMs() - before)}`,
      needed: 'a good verdict',
      advice: `run it and read what it says: lh-run smoke${why}`,
      otherwise: code === UNKNOWN ? 'warn' : 'fail',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function nameOf(code: number): string {
  const names = new Map([
    [GOOD, 'good'],
    [BAD, 'bad'],
    [UNKNOWN, 'unknown'],
  ]);
  return names.get(code) ?? `exit code ${code}`;
}
