import { needsOf, predict } from '@lighthouse/capacity';
import type { Scenario } from '@lighthouse/contract';
import type { Capacity } from '@lighthouse/contract/doctor-answer';
import type { Room } from '@lighthouse/machine';
import { LIMITING_RESOURCES, type Calibration } from '@lighthouse/contract/prediction';

/** Says how much this machine holds of operations like those of a scenario. */
export function capacityOf(
  like: Scenario,
  room: Room,
  calibration: Calibration | undefined,
): Capacity {
  if (calibration === undefined)
    return { status: 'not-measured', how: 'lh-doctor --calibrate: about 15 seconds' };
  const { highest } = predict(needsOf(like), room, calibration);
  const { generatorBytesPerAgent, targetBytesPerAgent } = calibration.memory;
  return {
    status: 'measured',
    measuredAt: calibration.measuredAt,
    agentsPerCore: highest.operationsPerSecond / room.effectiveCpus,
    bytesPerAgent: generatorBytesPerAgent + targetBytesPerAgent,
    operationsPerSecond: highest.operationsPerSecond,
    limitedBy: LIMITING_RESOURCES[highest.limitedBy],
  };
}
