import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EXIT, type Result } from '@lighthouse/contract';
import type { Bridge, RunOptions, Scenario } from '../../types/index.d.ts';
import { runTool, type Own } from './tool.ts';

/** Runs lh-run in `folder`. A bad or unknown verdict is a result too. */
export async function runScenario(
  scenario: Scenario,
  options: RunOptions,
  folder: string,
  own: Own,
): Promise<Result> {
  const out = path.join(folder, 'run');
  const named = await nameOf(scenario, folder);
  const args = [named, '--out', out, '--json', '--quiet', '--no-report', ...flagsOf(options)];
  await runTool('lh-run', args, folder, own, [EXIT.good, EXIT.bad, EXIT.unknown]);
  return JSON.parse(await readFile(path.join(out, 'result.json'), 'utf8')) as Result;
}

async function nameOf(scenario: Scenario, folder: string): Promise<string> {
  if (typeof scenario === 'string')
    return /[/\\.]/.test(scenario) ? path.resolve(scenario) : scenario;
  const file = path.join(folder, 'scenario.json');
  await writeFile(file, JSON.stringify(scenario));
  return file;
}

function flagsOf({ bridge, flags = [], ...named }: RunOptions): string[] {
  const { seed, agents, duration, rate, workers } = named;
  const values = Object.entries({ seed, agents, duration, rate, workers });
  return [
    ...values.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, `${value}`])),
    ...(bridge === undefined ? [] : targetFlags(bridge)),
    ...flags,
  ];
}

function targetFlags({ url, store }: Bridge): string[] {
  const token = ['--enrol-token-file', store.enrolTokenFile];
  return ['--target', url, ...token, '--log', store.log, '--key', store.key];
}
