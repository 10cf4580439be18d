import { needsOf, predict } from '@lighthouse/capacity';
import { assert, type Scenario } from '@lighthouse/contract';
import {
  DOCTOR_SCHEMA,
  type CheckReport,
  type DoctorAnswer,
  type Repair,
} from '@lighthouse/contract/doctor-answer';
import type { Calibration } from '@lighthouse/contract/prediction';
import { hostFingerprint, readCalibration, readRoom, type Room } from '@lighthouse/machine';
import { BUILTIN_SCENARIOS, readScenario } from '@lighthouse/scenario-file';
import { CALIBRATION, calibrationCheck } from './calibration/calibration-check.ts';
import type { CheckName, Machine } from './check.ts';
import { MACHINE_CHECKS } from './checks/index.ts';
import { SMOKE_ID } from './checks/tools.ts';
import { countStatuses, verdictOf } from './counts.ts';
import { runChecks } from './run-checks.ts';
import { capabilitiesOf, vitalFailure } from './scenario/capabilities.ts';
import { capacityOf } from './scenario/capacity.ts';
import { SCENARIO_CHECKS, scenarioChecks } from './scenario/scenario-checks.ts';
import { isNamed, refuseUnknownNames, selectChecks, type Selection } from './select-checks.ts';

export interface ExamineOptions extends Selection {
  /** That of --for. */
  readonly scenario: Scenario | undefined;
  readonly isSmokeWanted: boolean;
  readonly isCalibrationWanted: boolean;
  readonly isStrict: boolean;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly repairs: readonly Repair[];
  /** Called with what takes seconds, when it begins. */
  readonly onSlow: (what: string) => void;
}

/** Names of all checks there are, in the order in which they are shown. */
export const CHECK_NAMES: readonly CheckName[] = [
  ...MACHINE_CHECKS,
  CALIBRATION,
  ...SCENARIO_CHECKS,
];

/** Operations like those of this scenario are measured when no other is named. */
const USUAL = 'large';

/** Runs what was asked for and gives the whole answer. Throws LH_USAGE for a check that is none. */
export async function examine(machine: Machine, options: ExamineOptions): Promise<DoctorAnswer> {
  refuseUnknownNames(CHECK_NAMES, options);
  const { scenario, version } = options;
  const like = scenario ?? usualScenario();
  const ofMachine = await examineMachine(machine, options);
  const room = readRoom(machine.resultsDir, machine.readText, machine.cpuCount);
  const measured = await measure(machine, { like, room, reports: ofMachine }, options);
  const identity = { hostFingerprint: hostFingerprint(), version };
  const calibration =
    measured.calibration ?? readCalibration(machine.resultsDir, identity, machine.readText);
  const known = { room, calibration };
  const ofScenario =
    scenario === undefined ? [] : await compare(machine, { scenario, ...known }, options);
  return {
    ...judgedAnswer([...ofMachine, ...measured.reports, ...ofScenario], options),
    capabilities: [...capabilitiesOf({ reports: ofMachine, ...known })],
    capacity: capacityOf(like, room, calibration),
    ...(scenario === undefined ? {} : { scenario: scenarioAnswer(scenario, known) }),
    repairs: [...options.repairs],
  };
}

async function examineMachine(
  machine: Machine,
  options: ExamineOptions,
): Promise<readonly CheckReport[]> {
  const isSmokeWanted = options.isSmokeWanted || options.only.includes(SMOKE_ID);
  const wanted = selectChecks(MACHINE_CHECKS, options).filter(
    ({ id }) => id !== SMOKE_ID || isSmokeWanted,
  );
  if (wanted.some(({ id }) => id === SMOKE_ID)) options.onSlow('running three agents end to end');
  return runChecks(wanted, machine);
}

interface Measured {
  readonly reports: readonly CheckReport[];
  readonly calibration: Calibration | undefined;
}

/** Measures how fast this machine is, if that is wanted and runs are possible at all. */
async function measure(
  machine: Machine,
  about: { like: Scenario; room: Room; reports: readonly CheckReport[] },
  { version, signal, onSlow, ...options }: ExamineOptions,
): Promise<Measured> {
  const isWanted =
    (options.isCalibrationWanted || options.only.includes(CALIBRATION.id)) &&
    !isNamed(CALIBRATION, options.skip);
  if (!isWanted) return { reports: [], calibration: undefined };
  const failed = vitalFailure(about.reports);
  if (failed !== undefined) return { reports: [leftOut(failed)], calibration: undefined };
  let calibration: Calibration | undefined;
  const check = calibrationCheck(
    {
      like: about.like,
      agentsMax: agentsForFiles(about.room.openFiles),
      version,
      signal,
      onPart: (part) => onSlow(`measuring ${CALIBRATION.title}: ${part} load`),
    },
    (measured) => (calibration = measured),
  );
  const reports = await runChecks([check], machine);
  return { reports, calibration };
}

const FILES_BESIDE = 200;
const FILES_PER_AGENT = 1.5;

/** As many agents as may be measured with, by the number of files alone. */
function agentsForFiles(openFiles: number): number {
  return Math.max(10, Math.floor((openFiles - FILES_BESIDE) / FILES_PER_AGENT));
}

function leftOut(failed: CheckReport): CheckReport {
  const found = `left out, because nothing runs: ${failed.title}`;
  return { ...CALIBRATION, status: 'skip', found, durationMs: 0 };
}

interface Known {
  readonly room: Room;
  readonly calibration: Calibration | undefined;
}

/** Compares what a scenario needs with what there is. */
function compare(
  machine: Machine,
  { scenario, ...known }: Known & { scenario: Scenario },
  options: ExamineOptions,
): Promise<readonly CheckReport[]> {
  const checks = scenarioChecks({ needs: needsOf(scenario), ...known });
  return runChecks(selectChecks(checks, options), machine);
}

function scenarioAnswer(
  scenario: Scenario,
  { room, calibration }: Known,
): DoctorAnswer['scenario'] {
  const needs = needsOf(scenario);
  if (calibration === undefined) return { name: scenario.name, needs };
  return { name: scenario.name, needs, prediction: predict(needs, room, calibration) };
}

function judgedAnswer(
  checks: readonly CheckReport[],
  { version, isStrict }: ExamineOptions,
): Pick<DoctorAnswer, 'schema' | 'tool' | 'verdict' | 'counts' | 'checks'> {
  const counts = countStatuses(checks);
  return {
    schema: DOCTOR_SCHEMA,
    tool: { name: 'lh-doctor', version },
    verdict: verdictOf(counts, isStrict),
    counts,
    checks: [...checks],
  };
}

function usualScenario(): Scenario {
  const text = BUILTIN_SCENARIOS[USUAL];
  assert(text !== undefined, `there is a built-in scenario ${USUAL}`);
  return readScenario(new TextEncoder().encode(text), USUAL);
}
