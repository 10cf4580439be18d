import path from 'node:path';
import type { Result, Scenario } from '@lighthouse/contract';
import { effectiveCpus, workersFor } from '@lighthouse/machine';
import { makeRunFolder } from '../host/run-folder.ts';
import { makePlan, workersOf } from '../plan/make-plan.ts';
import { runScenario } from '../run/run-scenario.ts';
import type { Installation } from '../run/run-settings.ts';
import type { CommandIo } from './command-io.ts';

/** One run of a command that makes many of the same scenario. */
export interface OneOfMany {
  readonly scenario: Scenario;
  /** The scenario that all of them come from, as written. */
  readonly text: string;
  /** The folder of all of them, and the name of this one in it. */
  readonly parent: string;
  readonly name: string;
  /** Command line that repeats all of them. */
  readonly command: string;
  readonly workers: number | undefined;
  readonly enrolTokenFile?: string | undefined;
}

/** Runs it in a folder of its own. Nothing was predicted for it, and no log is its own. */
export async function runOneOfMany(
  { scenario, text, parent, name, command, workers, enrolTokenFile }: OneOfMany,
  tool: Installation,
  io: CommandIo,
): Promise<{ readonly result: Result; readonly folder: string }> {
  const plan = makePlan(scenario);
  const folder = path.join(parent, name);
  makeRunFolder(folder);
  const settings = {
    scenario,
    scenarioText: text,
    plan,
    folder,
    tool,
    workers: workersOf(plan, workers ?? workersFor(effectiveCpus())),
    command,
    prediction: undefined,
    external: { enrolTokenFile, log: undefined, keyRing: undefined },
  };
  return { result: await runScenario(settings, io), folder };
}
