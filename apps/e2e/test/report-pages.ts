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

/** Reads the result of a run; `hour` is the busy one, thirty times as long. */
export function readResult(name: RunName): Result {
  const file = path.join(VECTORS, `${name === 'hour' ? 'busy' : name}.json`);
  const result = resultSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return name === 'hour' ? stretched(result, 30) : result;
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

/** Lets the built lh-report write the page of each run. Resolves with the files, by name. */
export async function writePages(scope: Scope, names: readonly RunName[]) {
  const folder = await scope.folder();
  const pages = new Map<RunName, string>();
  for (const name of names) {
    const run = path.join(folder, `run ${name}`);
    await mkdir(run);
    await writeFile(path.join(run, 'result.json'), JSON.stringify(readResult(name)));
    const { code, stderr } = await runCli(toolBin('lh-report'), [run, '--quiet']);
    if (code !== 0) throw new Error(`lh-report ended with ${code} on ${name}: ${stderr}`);
    pages.set(name, path.join(run, 'report.html'));
  }
  return (name: RunName): string => pages.get(name) ?? '';
}
