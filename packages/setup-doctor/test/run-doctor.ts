import { execFile, spawnSync } from 'node:child_process';
import process from 'node:process';
import { doctorAnswerSchema, type DoctorAnswer } from '@lighthouse/contract/doctor-answer';
import { toolBin, type Scope } from '@lighthouse/testkit';
import { findProgram } from '../src/find-program.ts';

export interface DoctorRun {
  readonly code: number;
  readonly answer: DoctorAnswer;
  /** `pass`, `fail` … of a check; undefined when it was not run. */
  readonly status: (id: string) => string | undefined;
  readonly found: (id: string) => string | undefined;
}

export interface DoctorOptions {
  /** A command that constrains what comes behind it. */
  readonly under?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly limitMs?: number;
}

const LIMIT_MS = 60_000;

/** Runs the built doctor to its end and reads its answer with the schema that is published. */
export async function runDoctor(
  scope: Scope,
  args: readonly string[],
  { under = [], env = {}, cwd, limitMs = LIMIT_MS }: DoctorOptions = {},
): Promise<DoctorRun> {
  const [command, ...words] = [...under, process.execPath, toolBin('lh-doctor')];
  const { code, stdout, stderr } = await run(command, [...words, '--json', ...args], {
    cwd: cwd ?? (await scope.folder()),
    env: { ...withoutOwnVariables(), ...env },
    timeout: limitMs,
  });
  const answer = readAnswer(stdout, stderr);
  const find = (id: string) => answer.checks.find((report) => report.id === id);
  return {
    code,
    answer,
    status: (id) => find(id)?.status,
    found: (id) => find(id)?.found,
  };
}

function run(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; timeout: number },
): Promise<{ code: number; stdout: string; stderr: string }> {
  const limits = { maxBuffer: 1 << 24, encoding: 'utf8' as const };
  return new Promise((resolve) => {
    execFile(command, [...args], { ...options, ...limits }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}

function readAnswer(stdout: string, stderr: string): DoctorAnswer {
  try {
    return doctorAnswerSchema.parse(JSON.parse(stdout));
  } catch (cause) {
    throw new Error(`no answer\n--- stdout\n${stdout}\n--- stderr\n${stderr}`, { cause });
  }
}

function withoutOwnVariables(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(LH_|NODE_OPTIONS$|CI$)/.test(name)),
  );
}

/** Tells whether a constraint can be set here; if not, why. */
export type Obstacle = string | undefined;

export function without(...programs: readonly string[]): Obstacle {
  const missing = programs.filter((name) => findProgram(name, process.env) === undefined);
  return missing.length === 0 ? undefined : `${missing.join(', ')} not installed`;
}

/** Tries a command that must end well. */
export function refused(command: string, ...args: readonly string[]): Obstacle {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return undefined;
  const why = error === undefined ? stderr.trim().split('\n')[0] : error.message;
  return `${command}: ${why ?? status}`;
}
