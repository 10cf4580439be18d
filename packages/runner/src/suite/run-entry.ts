import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { EXIT, exitCodeOf, parseDurationMs, resultSchema, RUN_FILES } from '@lighthouse/contract';
import type { Result, Scenario } from '@lighthouse/contract';
import type { SuiteEntry } from '@lighthouse/contract/suite-answer';
import { loadTimes } from '@lighthouse/scenario-file';
import { startChildRun, type ChildRun } from '../host/child-run.ts';
import { makeRunFolderIn, slugOf } from '../host/run-folder.ts';
import { emptyEntry, type SuiteRun } from './suite-items.ts';

/** What is the same for all runs of a suite. */
export interface SuiteSetting {
  /** The bundle of this very tool. */
  readonly program: string;
  readonly cwd: string;
  /** Where the scenarios are, absolute. */
  readonly folder: string;
  /** Where the runs are written, absolute. */
  readonly out: string;
  /** For the temporary folders of the runs. */
  readonly tempDir: string;
  /** Threads that generate load, of a run with others beside it and of one that is alone. */
  readonly workers: { readonly shared: number; readonly alone: number };
  /** Passed on to each run. */
  readonly flags: readonly string[];
  readonly nowMs: () => number;
}

export interface StartedEntry {
  readonly stop: ChildRun['stop'];
  readonly end: Promise<SuiteEntry>;
}

/** What starting, joining, auditing and reporting may take on top of the load. */
const BESIDES_LOAD_MS = 15 * 60_000;

/** Starts the run of a scenario, in folders and a process of its own. */
export function startEntry(run: SuiteRun, setting: SuiteSetting): StartedEntry {
  const { file, scenario, isAlone } = run;
  const startedMs = setting.nowMs();
  const runFolder = makeRunFolderIn(setting.out, slugOf(file.replace(/\.[a-z]+$/i, '')) || 'run');
  const tempDir = path.join(setting.tempDir, path.basename(runFolder));
  mkdirSync(tempDir);
  const workers = isAlone ? setting.workers.alone : setting.workers.shared;
  const child = startChildRun({
    program: setting.program,
    args: [
      path.join(setting.folder, file),
      '--out',
      runFolder,
      '--workers',
      String(workers),
      '--json',
      ...setting.flags,
    ],
    cwd: setting.cwd,
    tempDir,
    outputFile: `${runFolder}.log`,
    limitMs: loadMsOf(scenario) + BESIDES_LOAD_MS,
  });
  const end = child.end.then((ended): SuiteEntry => {
    const { name, tags } = scenario;
    const base = { ...emptyEntry(file), name, tags, ranAlone: isAlone, runFolder };
    const durationMs = Math.max(0, setting.nowMs() - startedMs);
    return { ...base, durationMs, ...outcomeOf(ended, readResult(runFolder)) };
  });
  return { stop: child.stop, end };
}

function loadMsOf({ load }: Scenario): number {
  const waits = [load.drain, load.timeout].map((text) => parseDurationMs(text) ?? 0);
  return waits.reduce((sum, ms) => sum + ms, loadTimes(load).loadMs);
}

const VERDICT_EXITS: readonly (number | null)[] = [
  EXIT.good,
  EXIT.bad,
  EXIT.unknown,
  EXIT.interrupted,
  EXIT.terminated,
];

type Outcome = Partial<SuiteEntry> & Pick<SuiteEntry, 'status' | 'exitCode' | 'reasons'>;

function outcomeOf(ended: Awaited<ChildRun['end']>, result: Result | undefined): Outcome {
  const { code, signal, output } = ended;
  if (result === undefined || !VERDICT_EXITS.includes(code)) {
    const how = signal === null ? `with exit code ${code ?? 'none'}` : `by ${signal}`;
    const reason = failureIn(output) ?? `the run ended ${how}`;
    return { status: 'failed', exitCode: code, reasons: [reason] };
  }
  const { verdict, counts, total } = result;
  const { p50, p95, p99 } = total.latency;
  const agrees = code === exitCodeOf(verdict.value) || result.run.interrupted !== undefined;
  if (!agrees) {
    const reason = `exit code ${code} does not go with the verdict ${verdict.value}`;
    return { status: 'failed', exitCode: EXIT.bug, reasons: [reason] };
  }
  const reasons = verdict.value === 'good' ? [] : verdict.reasons;
  return { status: verdict.value, exitCode: code, reasons, counts, latency: { p50, p95, p99 } };
}

function readResult(runFolder: string): Result | undefined {
  try {
    const text = readFileSync(path.join(runFolder, RUN_FILES.result), 'utf8');
    return resultSchema.parse(JSON.parse(text));
  } catch {
    // A run that never began has none, and what it said on its end tells why.
    return undefined;
  }
}

/** Reads what a tool says of its failure with --json. */
function failureIn(output: string): string | undefined {
  try {
    const { code, message } = JSON.parse(output) as Readonly<Record<string, unknown>>;
    return typeof code === 'string' ? `${code}: ${String(message)}` : undefined;
  } catch {
    return undefined;
  }
}
