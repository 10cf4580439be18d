import { createRequire } from 'node:module';
import type { Scope } from '@lighthouse/testkit';
import { BackgroundProgram } from '../host/background-program.ts';
import { entryPath } from '../host/entries.ts';
import type { UndiciClientOptions } from '../processes/undici-client.ts';
import type { LoadTask } from './measure-load.ts';
import { sampleCommand } from './sample-command.ts';

/** Longer than anything is measured. */
const DURATION_SECONDS = 3600;

/** Starts undici with nothing around it. */
export function startUndici(scope: Scope, { server, connections }: LoadTask): BackgroundProgram {
  const options: UndiciClientOptions = {
    origin: server.origin,
    connections,
    request: sampleCommand(),
  };
  const file = entryPath('undici-client.mjs');
  return new BackgroundProgram(scope, { file, args: [JSON.stringify(options)] });
}

/** Starts autocannon as its users do. */
export function startAutocannon(
  scope: Scope,
  { server, connections }: LoadTask,
): BackgroundProgram {
  const { path, headers, body } = sampleCommand();
  const flags: Readonly<Record<string, string>> = {
    '--connections': String(connections),
    '--duration': String(DURATION_SECONDS),
    '--method': 'POST',
    '--body': body,
  };
  const args = [
    ...Object.entries(flags).flat(),
    ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}=${value}`]),
    '--json',
    '--no-progress',
    `${server.origin}${path}`,
  ];
  const file = createRequire(import.meta.url).resolve('autocannon');
  return new BackgroundProgram(scope, { file, args });
}
