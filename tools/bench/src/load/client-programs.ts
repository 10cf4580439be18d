import { createRequire } from 'node:module';
import type { Scope } from '@lighthouse/testkit';
import { BackgroundProgram } from '../host/background-program.ts';
import { entryPath } from '../host/entries.ts';
import type { UndiciClientOptions } from '../processes/undici-client.ts';
import { sampleCommand } from './sample-command.ts';

export interface ClientTask {
  readonly origin: string;
  readonly connections: number;
}

/** Longer than anything is measured. */
const DURATION_SECONDS = 3600;

/** Starts undici with nothing around it. */
export function startUndici(scope: Scope, task: ClientTask): BackgroundProgram {
  const options: UndiciClientOptions = { ...task, request: sampleCommand() };
  const file = entryPath('undici-client.mjs');
  return new BackgroundProgram(scope, { file, args: [JSON.stringify(options)] });
}

/** Starts autocannon as its users do. */
export function startAutocannon(
  scope: Scope,
  { origin, connections }: ClientTask,
): BackgroundProgram {
  const { path, headers, body } = sampleCommand();
  const args = [
    ...['--connections', String(connections), '--duration', String(DURATION_SECONDS)],
    ...['--method', 'POST', '--body', body, '--json', '--no-progress'],
    ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}=${value}`]),
    `${origin}${path}`,
  ];
  const file = createRequire(import.meta.url).resolve('autocannon');
  return new BackgroundProgram(scope, { file, args });
}
