import { countedDemands, measuredDemands, shareTaken, type Demand } from '@lighthouse/capacity';
import type { Room } from '@lighthouse/machine';
import type { Calibration, LimitingResource, Needs } from '@lighthouse/contract/prediction';
import { judge, pass, skip, type Check, type CheckName, type Outcome } from '../check.ts';
import { WORDING } from './demand-text.ts';

/** Above this share of what there is, a little more load would be too much. */
export const CARE_SHARE = 0.8;

const COUNTED: readonly LimitingResource[] = ['files', 'ports', 'connections', 'space'];
const MEASURED: readonly LimitingResource[] = ['memory', 'generator', 'bridge', 'cpu', 'disk'];

/** Names of all that is compared. */
export const SCENARIO_CHECKS: readonly CheckName[] = [...COUNTED, ...MEASURED].map(nameOf);

/** What a scenario needs, each compared with what this machine has. */
export function scenarioChecks(of: {
  readonly needs: Needs;
  readonly room: Room;
  readonly calibration: Calibration | undefined;
}): readonly Check[] {
  const { needs, room, calibration } = of;
  const counted = COUNTED.map((resource) =>
    checkOf(resource, () => outcomeOf(countedDemands(needs, room), resource)),
  );
  const measured = MEASURED.map((resource) =>
    checkOf(resource, () => {
      if (calibration === undefined) return skip('not measured: lh-doctor --calibrate');
      return outcomeOf(measuredDemands(needs, room, calibration), resource);
    }),
  );
  return [...counted, ...measured];
}

function checkOf(resource: LimitingResource, run: () => Outcome): Check {
  return { ...nameOf(resource), run };
}

function nameOf(resource: LimitingResource): CheckName {
  return { id: `scenario.${resource}`, group: 'scenario', title: WORDING[resource].title };
}

function outcomeOf(demands: readonly Demand[], resource: LimitingResource): Outcome {
  const demand = demands.find((each) => each.resource === resource);
  if (demand === undefined) return pass('does not limit: a CPU does before it');
  const { unit, advice } = WORDING[resource];
  const share = shareTaken(demand);
  return judge(share <= CARE_SHARE, {
    found: `${unit(demand.available)} there`,
    needed: unit(demand.needed),
    advice,
    otherwise: share <= 1 ? 'warn' : 'fail',
  });
}
