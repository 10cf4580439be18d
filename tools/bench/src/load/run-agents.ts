import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RUN_FILES, type Result, type ScenarioInput } from '@lighthouse/contract';
import { toolBin, type Scope } from '@lighthouse/testkit';
import { BackgroundProgram } from '../host/background-program.ts';
import { CONTENT_BYTES } from './sample-command.ts';

export interface Agents {
  readonly origin: string;
  readonly count: number;
  /** Commands of all agents together. */
  readonly ratePerSecond: number;
  readonly holdSeconds: number;
}

export interface AgentsRun {
  readonly program: BackgroundProgram;
  /** Waits for the end and gives its result. */
  readonly result: () => Promise<Result>;
}

/** Agents join one after the other over this time. */
const RAMP_SECONDS = 0.5;
/** The answer server does not look at it. */
const TOKEN = 'not-looked-at-by-anyone';

/**
 * Starts lh-run with agents that send safe commands at even intervals, on one thread, with all it
 * does in any run but the audit.
 */
export async function runAgents(scope: Scope, folder: string, agents: Agents): Promise<AgentsRun> {
  const { origin, count, ratePerSecond, holdSeconds } = agents;
  const scenario: ScenarioInput = {
    name: 'bench',
    target: { bridge: origin },
    agents: [
      {
        role: 'builder',
        count,
        rate: `${ratePerSecond / count}/s`,
        arrival: 'constant',
        mix: { safe: 1 },
        contentBytes: CONTENT_BYTES,
      },
    ],
    load: { ramp: `${RAMP_SECONDS}s`, hold: `${holdSeconds}s`, drain: '1s' },
    invariants: [],
  };
  const inFolder = (name: string) => path.join(folder, name);
  await writeFile(inFolder('scenario.json'), JSON.stringify(scenario));
  await writeFile(inFolder('enrol-token'), `${TOKEN}\n`, { mode: 0o600 });
  const out = inFolder('run');
  const program = new BackgroundProgram(scope, {
    file: toolBin('lh-run'),
    args: [
      inFolder('scenario.json'),
      '--enrol-token-file',
      inFolder('enrol-token'),
      '--out',
      out,
      '--workers',
      '1',
      '--no-report',
      '--quiet',
      '--json',
    ],
  });
  return { program, result: () => resultOf(program, path.join(out, RUN_FILES.result)) };
}

/** Its verdict may be anything, for nothing is audited; that it comes to its end may not. */
async function resultOf(program: BackgroundProgram, file: string): Promise<Result> {
  const code = await program.end;
  if (code === null || code > 2) program.requireRunning();
  const result = JSON.parse(await readFile(file, 'utf8')) as Result;
  if (!result.conserved) throw new Error('operations were not conserved');
  return result;
}
