import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RUN_FILES, type Result, type ScenarioInput } from '@lighthouse/contract';
import { toolBin, type Scope } from '@lighthouse/testkit';
import { BackgroundProgram } from '../host/background-program.ts';
import { CONTENT_BYTES, sampleCommand } from './sample-command.ts';

export interface Agents {
  readonly target: AgentsTarget;
  readonly count: number;
  /** Commands of all agents together; left out when each waits for its answers. */
  readonly ratePerSecond?: number;
  readonly holdSeconds: number;
  /** Agents join one after the other over this time. */
  readonly rampSeconds?: number;
  /** What is left out of the figures, from the beginning. */
  readonly warmupSeconds?: number;
}

/**
 * `embedded`: a bridge that lh-run starts. `plain`: any server, with the same request every time.
 * Else a bridge, with signed commands, and with the folder of its log where that is to be watched.
 */
export type AgentsTarget =
  | { readonly kind: 'embedded' }
  | { readonly origin: string; readonly kind: 'plain' }
  | {
      readonly origin: string;
      readonly kind: 'bridge';
      readonly enrolToken?: string;
      readonly log?: string;
      /** Connections of all agents together; left out when each has its own. */
      readonly sharedConnections?: number;
    };

export interface AgentsRun {
  readonly program: BackgroundProgram;
  /** Waits for the end and gives its result. */
  readonly result: () => Promise<Result>;
}

const RAMP_SECONDS = 0.5;
const THINKS_NOT = '0s';
/** The answer server does not look at it. */
const TOKEN = 'not-looked-at-by-anyone';

/**
 * Starts lh-run with agents that send safe commands at even intervals, on one thread, with all it
 * does in any run but the audit.
 */
export async function runAgents(scope: Scope, folder: string, agents: Agents): Promise<AgentsRun> {
  const { target } = agents;
  const inFolder = (name: string) => path.join(folder, name);
  await writeFile(inFolder('scenario.json'), JSON.stringify(scenarioOf(agents)));
  const token = (target.kind === 'bridge' ? target.enrolToken : undefined) ?? TOKEN;
  await writeFile(inFolder('enrol-token'), `${token}\n`, { mode: 0o600 });
  const out = inFolder('run');
  const program = new BackgroundProgram(scope, {
    file: toolBin('lh-run'),
    args: [
      inFolder('scenario.json'),
      ...(target.kind === 'bridge' ? ['--enrol-token-file', inFolder('enrol-token')] : []),
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

function scenarioOf(agents: Agents): ScenarioInput {
  const { target, count, ratePerSecond, holdSeconds, rampSeconds = RAMP_SECONDS } = agents;
  const isBridge = target.kind !== 'plain';
  const pace =
    ratePerSecond === undefined ? { think: THINKS_NOT } : { rate: `${ratePerSecond / count}/s` };
  const commands = isBridge ? { mix: { safe: 1 }, contentBytes: CONTENT_BYTES } : {};
  const { warmupSeconds } = agents;
  const warmup = warmupSeconds === undefined ? {} : { warmup: `${warmupSeconds}s` };
  return {
    name: 'bench',
    target: scenarioTarget(target),
    agents: [{ role: 'builder', count, ...pace, arrival: 'constant', ...commands }],
    load: { ramp: `${rampSeconds}s`, hold: `${holdSeconds}s`, drain: '1s', ...warmup },
    invariants: [],
  };
}

function scenarioTarget(target: AgentsTarget): ScenarioInput['target'] {
  switch (target.kind) {
    case 'embedded':
      return { bridge: 'embedded' };
    case 'bridge':
      return {
        bridge: target.origin,
        ...(target.log === undefined ? {} : { log: target.log }),
        ...connectionsOf(target),
      };
    case 'plain':
      return { http: target.origin, requests: [plainRequest()] };
  }
}

function connectionsOf({ sharedConnections: shared }: { readonly sharedConnections?: number }) {
  return shared === undefined ? {} : { connections: { shared } };
}

function plainRequest() {
  const { path: to, headers, body } = sampleCommand();
  return { name: 'plain', method: 'POST' as const, path: to, headers, body, expect: 200 };
}

/** Its verdict may be anything, for nothing is audited; that it comes to its end may not. */
async function resultOf(program: BackgroundProgram, file: string): Promise<Result> {
  const code = await program.end;
  if (code === null || code > 2) program.requireRunning();
  const result = JSON.parse(await readFile(file, 'utf8')) as Result;
  if (!result.conserved) throw new Error('operations were not conserved');
  return result;
}
