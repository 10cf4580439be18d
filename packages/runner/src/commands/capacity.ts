import path from 'node:path';
import {
  EXIT,
  LighthouseError,
  parseDurationMs,
  RUN_FILES,
  SCENARIO_LIMITS,
  type ExitCode,
  type Scenario,
} from '@lighthouse/contract';
import type { CapacityAnswer } from '@lighthouse/contract/run-answers';
import { effectiveCpus } from '@lighthouse/machine';
import { sloMetric, totalRate, type Overrides } from '@lighthouse/scenario-file';
import { capacityText, levelText } from '../capacity/capacity-text.ts';
import { findCapacity } from '../capacity/find-capacity.ts';
import { parseSlo, samplesNeeded } from '../capacity/parse-slo.ts';
import { isConvicted, readStep, type CapacityStep } from '../capacity/read-step.ts';
import { refuseUnsearchable, stepScenario, type CapacityBy } from '../capacity/step-scenario.ts';
import { removeFolder } from '../host/run-folder.ts';
import type { Installation } from '../run/run-settings.ts';
import type { CommandIo } from './command-io.ts';
import { runOneOfMany } from './run-one-of-many.ts';
import { makeRunsFolder } from './runs-folder.ts';
import { scenarioOf } from './scenario-of.ts';

export interface CapacityArgs extends Pick<Overrides, 'seed' | 'target'> {
  readonly scenario: string;
  readonly slo: string;
  readonly by: string;
  readonly step: string;
  readonly precision: string;
  readonly max: number | undefined;
  readonly atLeast: number | undefined;
  readonly out: string | undefined;
  readonly workers: number | undefined;
  readonly enrolTokenFile: string | undefined;
}

const TRIES_MAX = 3;
const STEPS_MAX = 60;
/** Commands a second of all agents together. */
const RATE_MAX = 1_000_000;
/** A step is at most so long, even where a percentile needs more samples. */
const HOLD_MS_MAX = 60_000;
/** More than are needed: arrivals are not even. */
const SAMPLES_MARGIN = 1.3;

/** Finds how many agents, or what rate, a target holds within an SLO. */
export async function capacityCommand(
  args: CapacityArgs,
  tool: Installation,
  io: CommandIo,
): Promise<ExitCode> {
  const by: CapacityBy = args.by === 'rate' ? 'rate' : 'agents';
  const [holdMs, precision] = [parseHold(args.step), parsePrecision(args.precision)];
  const { scenario, text } = await scenarioOf(args.scenario, args);
  const thresholds = parseSlo(args.slo, sloMetric(scenario));
  refuseUnsearchable(scenario, by);
  const parent = makeRunsFolder(args.out, `capacity ${scenario.name}`, io.cwd);
  const holdOf = (level: number) => holdFor(level, { scenario, by, thresholds, holdMs });
  const runStep = async (level: number, number: number): Promise<CapacityStep | undefined> => {
    if (io.interruptedBy() !== undefined) return undefined;
    const wanted = stepScenario(scenario, { by, level, thresholds, holdMs: holdOf(level) });
    const one = {
      scenario: wanted,
      text,
      parent,
      name: `${String(number).padStart(2, '0')}-${level}`,
      command: `lh-run capacity ${args.scenario} --slo '${args.slo}' --by ${by}`,
      workers: args.workers,
      enrolTokenFile: args.enrolTokenFile,
    };
    const { result, folder } = await runOneOfMany(one, tool, io);
    if (io.interruptedBy() !== undefined) return undefined;
    // Tens of runs at full load: what convicts nobody is not worth its place on the disk.
    if (!isConvicted(result))
      for (const name of [RUN_FILES.log, RUN_FILES.history]) removeFolder(path.join(folder, name));
    const step = readStep(result, { level, folder, holdMs: holdOf(level) });
    io.log('info', `step ${number}: ${levelText(level, by)}: ${step.outcome}`);
    return step;
  };
  const answer = await findCapacity({
    scenario: scenario.name,
    by,
    slo: thresholds.map(({ metric, limit }) => `${metric}: ${limit}`),
    limits: limitsOf(scenario, { by, precision, max: args.max }),
    cpus: effectiveCpus(),
    runStep,
  });
  if (io.json) io.printJson(answer);
  else io.stdout.write(capacityText(answer, io.stdout.colour));
  return exitOf(answer, args.atLeast, io);
}

/** With `--at-least`, whether it is kept; without, whether the answer is one of the target. */
function exitOf(answer: CapacityAnswer, atLeast: number | undefined, io: CommandIo): ExitCode {
  const signal = io.interruptedBy();
  if (signal !== undefined) return signal === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
  const { capacity, isLowerBound, stop } = answer;
  if (atLeast !== undefined && capacity >= atLeast) return EXIT.good;
  if (stop === 'max' && atLeast === undefined) return EXIT.good;
  if (isLowerBound) return EXIT.unknown;
  return atLeast !== undefined || capacity === 0 ? EXIT.bad : EXIT.good;
}

function limitsOf(
  { agents }: Scenario,
  of: { readonly by: CapacityBy; readonly precision: number; readonly max: number | undefined },
) {
  const count = agents.reduce((sum, group) => sum + group.count, 0);
  const isByAgents = of.by === 'agents';
  const min = isByAgents ? agents.length : 1;
  return {
    start: Math.max(1, Math.round(isByAgents ? count : totalRate(agents))),
    min,
    max: Math.max(min, of.max ?? (isByAgents ? SCENARIO_LIMITS.agentsMax : RATE_MAX)),
    precision: of.precision,
    triesMax: TRIES_MAX,
    stepsMax: STEPS_MAX,
  };
}

/** As long as asked for, or longer where a percentile would have too few samples. */
function holdFor(
  level: number,
  of: {
    readonly scenario: Scenario;
    readonly by: CapacityBy;
    readonly thresholds: Scenario['thresholds'];
    readonly holdMs: number;
  },
): number {
  const { agents } = of.scenario;
  const count = agents.reduce((sum, group) => sum + group.count, 0);
  const rate = of.by === 'rate' ? level : (totalRate(agents) * level) / count;
  if (rate === 0) return of.holdMs;
  const neededMs = (samplesNeeded(of.thresholds) * SAMPLES_MARGIN * 1000) / rate;
  return Math.round(Math.max(of.holdMs, Math.min(HOLD_MS_MAX, neededMs)));
}

function parseHold(text: string): number {
  const ms = parseDurationMs(text) ?? 0;
  if (ms >= 1000 && ms <= HOLD_MS_MAX) return ms;
  throw new LighthouseError('LH_USAGE', `--step: "${text}" is not between 1s and 1m`);
}

function parsePrecision(text: string): number {
  const share = /^\d+(\.\d+)?%$/.test(text) ? Number.parseFloat(text) / 100 : 0;
  if (share > 0 && share <= 0.5) return share;
  throw new LighthouseError('LH_USAGE', `--precision: "${text}" is not between 0.1% and 50%`);
}
