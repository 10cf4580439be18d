import {
  countedDemands,
  measuredDemands,
  needsOf,
  scarcest,
  shareTaken,
} from '@lighthouse/capacity';
import { assert, type Scenario } from '@lighthouse/contract';
import {
  CAPABILITY_NAMES,
  type Capability,
  type CheckReport,
} from '@lighthouse/contract/doctor-answer';
import type { Room } from '@lighthouse/machine';
import type { Calibration } from '@lighthouse/contract/prediction';
import { BUILTIN_SCENARIOS, readScenario } from '@lighthouse/scenario-file';
import { demandText, percentText, WORDING } from './demand-text.ts';
import { CARE_SHARE } from './scenario-checks.ts';

/** Where no built-in scenario is called so, a soak is the medium one held this long. */
const SOAK_HOLD = '8h';
/** Without a measurement, this many operations a second are taken to be no question of speed. */
const UNMEASURED_OPERATIONS_PER_SECOND = 150;
/** Checks without which nothing runs. */
const VITAL = new Set([
  'runtime.node',
  'runtime.threads',
  'disk.results',
  'disk.fdatasync',
  'disk.temporary',
  'limits.files',
  'limits.processes',
  'limits.pids',
  'memory.available',
  'network.loopback',
]);
/** Checks whose warnings make figures of larger runs doubtful. */
const WORTH_CARE = new Set(['cpu.effective', 'cpu.load', 'cpu.steal', 'disk.filesystem']);
const LARGER = new Set(['medium', 'large', 'soak']);

export interface Known {
  readonly reports: readonly CheckReport[];
  readonly room: Room;
  readonly calibration: Calibration | undefined;
}

/** Says for each kind of run whether it can be done here, and why not. */
export function capabilitiesOf(known: Known): readonly Capability[] {
  return CAPABILITY_NAMES.map((name) => {
    const needs = needsOf(scenarioCalled(name));
    return { name, agents: needs.agents, loadMs: needs.loadMs, ...judgeOne(name, needs, known) };
  });
}

/** Finds a failed check without which nothing runs. */
export function vitalFailure(reports: readonly CheckReport[]): CheckReport | undefined {
  return reports.find(({ id, status }) => VITAL.has(id) && status === 'fail');
}

function judgeOne(
  name: Capability['name'],
  needs: ReturnType<typeof needsOf>,
  { reports, room, calibration }: Known,
): Pick<Capability, 'answer' | 'why'> {
  const vital = vitalFailure(reports);
  if (vital !== undefined) return { answer: 'no', why: `${vital.title}: ${vital.found}` };
  const measured = calibration === undefined ? [] : measuredDemands(needs, room, calibration);
  const most = scarcest([...countedDemands(needs, room), ...measured]);
  if (shareTaken(most) > 1) return { answer: 'no', why: demandText(most) };
  if (shareTaken(most) > CARE_SHARE) return { answer: 'with-care', why: demandText(most) };
  const isFast = needs.operationsPerSecond > UNMEASURED_OPERATIONS_PER_SECOND;
  if (calibration === undefined && isFast)
    return { answer: 'with-care', why: 'how fast this machine is was not measured: --calibrate' };
  const doubt = reports.find(({ id, status }) => WORTH_CARE.has(id) && status === 'warn');
  if (doubt !== undefined && LARGER.has(name))
    return { answer: 'with-care', why: `${doubt.title}: ${doubt.found}` };
  return {
    answer: 'yes',
    why: `takes ${percentText(shareTaken(most))} of: ${WORDING[most.resource].title}`,
  };
}

function scenarioCalled(name: Capability['name']): Scenario {
  const text = BUILTIN_SCENARIOS[name];
  if (text !== undefined) return parse(text, name);
  const medium = parse(BUILTIN_SCENARIOS['medium'], 'medium');
  return { ...medium, name, load: { ...medium.load, hold: SOAK_HOLD } };
}

function parse(text: string | undefined, name: string): Scenario {
  assert(text !== undefined, `there is a built-in scenario ${name}`);
  return readScenario(new TextEncoder().encode(text), name);
}
