import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { resultSchema } from '@lighthouse/contract';
import type { Result } from '@lighthouse/contract';
import { runCli, toolBin, workspaceRoot } from '@lighthouse/testkit';
import type { Scope } from '@lighthouse/testkit';

const VECTORS = path.join(workspaceRoot(), 'apps/e2e/test/vectors');

/** Results of every kind of run that a report has to cope with. */
export const RUN_NAMES = [
  'good',
  'empty',
  'killed',
  'unjudged',
  'all-failed',
  'tampered',
  'attacked',
  'limited',
  'hostile',
  'busy',
  'hour',
] as const;
export type RunName = (typeof RUN_NAMES)[number];

const results = new Map<RunName, Result>();

/** Reads the result of a run; `hour` is the busy one, thirty times as long. */
export function readResult(name: RunName): Result {
  const known = results.get(name);
  if (known !== undefined) return known;
  const file = path.join(VECTORS, `${name === 'hour' ? 'busy' : name}.json`);
  const read = resultSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const result = name === 'hour' ? stretched(read, 30) : read;
  results.set(name, result);
  return result;
}

function stretched(result: Result, times: number): Result {
  const { series, latencyHeatMap: map } = result;
  return {
    ...result,
    series: repeated(series, times),
    ...(map && { latencyHeatMap: { ...map, intervalMs: map.intervalMs * times } }),
  };
}

function repeated(series: Result['series'], times: number): Result['series'] {
  const columns = Object.entries(series).map(([name, column]): [string, unknown] => [
    name,
    Array.isArray(column) ? Array.from({ length: times }, () => column).flat() : column,
  ]);
  return resultSchema.shape.series.parse(Object.fromEntries(columns));
}

/** Lets the built lh-report write the page of every run, and one that compares some of them. */
export async function writePages(scope: Scope) {
  const cwd = await scope.folder();
  for (const name of RUN_NAMES) {
    await mkdir(path.join(cwd, folderOf(name)));
    const file = path.join(cwd, folderOf(name), 'result.json');
    await writeFile(file, JSON.stringify(readResult(name)));
  }
  await report(cwd, 0, [...RUN_NAMES.map(folderOf), '--quiet']);
  const compared = (['good', 'busy', 'tampered'] as const).map(folderOf);
  const gate = ['--html', 'comparison.html', '--fail-on-regression', '10%'];
  await report(cwd, 1, ['compare', ...compared, ...gate]);
  return {
    pageOf: (name: RunName): string => path.join(cwd, folderOf(name), 'report.html'),
    comparison: path.join(cwd, 'comparison.html'),
  };
}

/** A name with a space in it, as people have them. */
function folderOf(name: RunName): string {
  return `run ${name}`;
}

async function report(cwd: string, expected: number, args: readonly string[]): Promise<void> {
  const { code, stderr } = await runCli(toolBin('lh-report'), [...args], { cwd });
  if (code !== expected) throw new Error(`lh-report ended with ${code}: ${stderr}`);
}
