import path from 'node:path';
import { EXIT, exitCodeOf, RUN_FILES, type ExitCode } from '@lighthouse/contract';
import { isEmbedded } from '@lighthouse/contract/target';
import { loadKeyRing } from '@lighthouse/event-store';
import type { AskedResults } from '@lighthouse/results-store/address';
import { effectiveCpus, workersFor } from '@lighthouse/machine';
import { wallNowMs } from '../host/clock.ts';
import { renderReport } from '../host/render-report.ts';
import { makeRunFolder, makeRunFolderIn, removeFolder, runFolderName } from '../host/run-folder.ts';
import { makePlan, workersOf } from '../plan/make-plan.ts';
import { agentsIn, parseShard } from '../plan/parse-shard.ts';
import { predictRun } from '../run/prediction.ts';
import { runScenario } from '../run/run-scenario.ts';
import type { Installation, RunSettings } from '../run/run-settings.ts';
import type { Overrides } from '@lighthouse/scenario-file';
import { terminalSummary, type FileLine } from '../summary/terminal-summary.ts';
import { centralResults } from './central-results.ts';
import type { CommandIo } from './command-io.ts';
import { addressesOf, openObservers, type ObserverArgs } from './open-observers.ts';
import { repeatCommand } from './repeat-command.ts';
import { scenarioOf } from './scenario-of.ts';

export interface RunArgs extends Overrides, ObserverArgs, AskedResults {
  readonly scenario: string;
  readonly out: string | undefined;
  readonly workers: number | undefined;
  readonly enrolTokenFile: string | undefined;
  readonly log: string | undefined;
  readonly key: string | undefined;
  readonly shard: string | undefined;
  readonly noReport: boolean;
  /** Nothing is run: what would be is shown. */
  readonly dryRun?: boolean;
}

const RUNS_FOLDER = 'runs';

/** Runs a scenario, tells what it found and writes it into the run's folder. */
export async function runCommand(
  args: RunArgs,
  tool: Installation,
  io: CommandIo,
): Promise<ExitCode> {
  if (args.dryRun === true) return (await import('./dry-run.ts')).dryRun(args, io);
  const addresses = addressesOf(args);
  const central = centralResults(args, tool, io);
  const settings = await settle(args, tool, io.cwd);
  io.log('debug', `writing to ${settings.folder}`);
  const observers = await openObservers(addresses, tool, io).catch((error: unknown) => {
    // Nothing was run: an empty folder would only be in the way.
    removeFolder(settings.folder);
    throw error;
  });
  central?.announce(settings.folder);
  const result = await runScenario(settings, io, observers);
  const stored = (await central?.store(settings.folder)) ?? [];
  const files = [...(await listFiles(settings, args.noReport, io)), ...stored];
  if (io.json) io.printJson(result);
  else io.stdout.write(terminalSummary(result, files, io.stdout.colour));
  const signal = io.interruptedBy();
  if (signal === undefined) return exitCodeOf(result.verdict.value);
  return signal === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
}

async function settle(args: RunArgs, tool: Installation, cwd: string): Promise<RunSettings> {
  const { scenario, text } = await scenarioOf(args.scenario, args);
  const inCwd = (name: string | undefined) =>
    name === undefined ? undefined : path.resolve(cwd, name);
  const keyRing = inCwd(args.key);
  // A key that cannot be used is better known before the run than after it.
  if (keyRing !== undefined) loadKeyRing(keyRing);
  const plan = makePlan(scenario);
  const place = args.shard === undefined ? undefined : parseShard(args.shard);
  const agentCount = agentsIn(place, plan.agentCount);
  const workers = Math.min(
    agentCount,
    workersOf(plan, args.workers ?? workersFor(effectiveCpus())),
  );
  const folder = makeFolder(inCwd(args.out), scenario.name, cwd);
  return {
    scenario,
    plan,
    workers,
    // What was predicted is the load of the whole run.
    prediction:
      place === undefined ? predictRun({ scenario, folder, workers }, tool.version) : undefined,
    place,
    tool,
    scenarioText: text,
    folder,
    command: repeatCommand(args),
    external: {
      enrolTokenFile: inCwd(args.enrolTokenFile),
      log: inCwd(args.log),
      keyRing,
    },
  };
}

function makeFolder(out: string | undefined, name: string, cwd: string): string {
  if (out === undefined)
    return makeRunFolderIn(path.join(cwd, RUNS_FOLDER), runFolderName(new Date(wallNowMs()), name));
  makeRunFolder(out);
  return out;
}

async function listFiles(
  settings: RunSettings,
  noReport: boolean,
  io: CommandIo,
): Promise<FileLine[]> {
  const inFolder = (name: string) =>
    path.relative(io.cwd, path.join(settings.folder, name)) || path.join(settings.folder, name);
  const files = [
    { what: 'result', path: inFolder(RUN_FILES.result) },
    { what: 'log', path: inFolder(RUN_FILES.log) },
  ].slice(0, isEmbedded(settings.plan.target) ? 2 : 1);
  const { reporter } = settings.tool;
  if (noReport || reporter === undefined) return files;
  const html = path.join(settings.folder, RUN_FILES.report);
  const failure = await renderReport(reporter, settings.folder, html);
  if (failure === undefined)
    return [{ what: 'report', path: inFolder(RUN_FILES.report) }, ...files];
  io.log('warn', `the report could not be written: ${failure}`);
  return files;
}
