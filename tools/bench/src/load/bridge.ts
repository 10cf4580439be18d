import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { toolBin, type Scope } from '@lighthouse/testkit';
import { BackgroundProgram } from '../host/background-program.ts';
import type { Pin } from '../host/pinned.ts';
import { runProgram } from '../host/run-program.ts';

export interface RunningBridge {
  readonly origin: string;
  readonly pid: number;
  readonly enrolToken: string;
  /** Folder of its log. */
  readonly log: string;
}

/** Beyond what any agent of a benchmark sends: a limit is not what is measured. */
const AGENT_RATE = '1000000';

/** Starts the built bridge with a log of its own in the folder. */
export async function startBridge(
  scope: Scope,
  folder: string,
  { pin, agentRate = AGENT_RATE }: { readonly pin?: Pin; readonly agentRate?: string } = {},
): Promise<RunningBridge> {
  const bridge = toolBin('lh-bridge');
  const log = path.join(folder, 'log');
  const tokenFile = path.join(folder, 'enrol-token');
  const places = [
    '--log',
    log,
    '--key',
    path.join(folder, 'keyring.json'),
    '--enrol-token-file',
    tokenFile,
  ];
  await runProgram(process.execPath, [bridge, 'init', ...places]);
  const program = new BackgroundProgram(scope, {
    file: bridge,
    args: ['serve', ...places, '--port', '0', '--agent-rate', agentRate, '--json'],
    pin,
  });
  const { url } = JSON.parse(await program.firstLine()) as { readonly url: string };
  const [enrolToken = ''] = (await readFile(tokenFile, 'utf8')).split('\n');
  return { origin: url, pid: program.pid, enrolToken, log };
}
