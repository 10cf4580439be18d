import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  LighthouseError,
  resultSchema,
  RUN_FILES,
  type Result,
  type Scenario,
} from '@lighthouse/contract';
import type { Calibration } from '@lighthouse/contract/prediction';
import { nearestExisting } from '@lighthouse/machine';
import type { Exec, Machine } from '../check.ts';
import { calibrationScenarios } from './calibration-scenarios.ts';
import { calibrationOf } from './read-points.ts';

const RUN_LIMIT_MS = 60_000;

export interface CalibrateOptions {
  /** Operations like those of this scenario are measured. */
  readonly like: Scenario;
  /** As many agents may run here at a time. */
  readonly agentsMax: number;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly onPart: (what: string) => void;
}

/**
 * Measures how fast this machine is: lh-run plays agents on a bridge of its own, three times for a
 * few seconds, on the disk that results are written to. Throws LH_INPUT_MISSING when lh-run is not
 * installed, LH_IO when a run gave no result.
 */
export async function calibrate(machine: Machine, options: CalibrateOptions): Promise<Calibration> {
  const tool = machine.findTool('lh-run');
  if (tool === undefined)
    throw new LighthouseError('LH_INPUT_MISSING', 'lh-run is not installed beside lh-doctor', {
      hint: 'install it in the same folder; without it nothing can be measured',
    });
  const folder = mkdtempSync(path.join(nearestExisting(machine.resultsDir), '.lh-calibration-'));
  try {
    const run = (name: string, scenario: Scenario) => {
      options.onPart(name);
      return runOnce({ ...options, exec: machine.exec, tool, folder, name }, scenario);
    };
    const scenarios = calibrationScenarios(options.like, options.agentsMax);
    const idle = await run('idle', scenarios.idle);
    const steady = await run('steady', scenarios.steady);
    const full = await run('full', scenarios.full);
    return calibrationOf({ idle, steady, full }, { name: 'lh-doctor', version: options.version });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Place {
  readonly exec: Exec;
  readonly tool: string;
  readonly folder: string;
  readonly name: string;
  readonly signal: AbortSignal;
}

async function runOnce(place: Place, scenario: Scenario): Promise<Result> {
  const { exec, tool, folder, name, signal } = place;
  const [file, out] = [path.join(folder, `${name}.json`), path.join(folder, name)];
  writeFileSync(file, JSON.stringify(scenario));
  const args = [file, '--out', out, '--no-report', '--quiet'];
  const answer = await exec(tool, args, { timeoutMs: RUN_LIMIT_MS, signal });
  signal.throwIfAborted();
  const result = readResult(path.join(out, RUN_FILES.result));
  if (result !== undefined) return result;
  const said = (answer?.stderr ?? '').trim().split('\n')[0] ?? '';
  throw new LighthouseError('LH_IO', `the calibration run "${name}" gave no result`, {
    hint: 'see whether lh-run smoke works',
    facts: { exit: answer?.code ?? 'not started', said },
  });
}

function readResult(file: string): Result | undefined {
  try {
    return resultSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
