import type { Calibration, LimitingResource, Needs } from '@lighthouse/contract/prediction';
import type { Room } from '@lighthouse/machine';
import { cpuSharesAt } from './cpu-share.ts';
import { memoryOf } from './memory.ts';

/** What a run needs of one resource, and how much of it there is. */
export interface Demand {
  readonly resource: LimitingResource;
  /** In the unit of the resource: a count, bytes, cores or operations a second. */
  readonly needed: number;
  readonly available: number;
}

/** What lh-bridge accepts in all, from this machine's own addresses. */
const BRIDGE_CONNECTIONS_MAX = 20_000;
/** Of a CPU or a disk: beyond it, waiting lines grow faster than the load. */
const BUSY_SHARE_MAX = 0.85;
/** Of memory and of the disk: what is left to everything else. */
const TAKEN_SHARE_MAX = 0.9;

/** Lists what follows from the scenario alone. */
export function countedDemands(needs: Needs, room: Room): readonly Demand[] {
  const { openFiles, connections, diskBytes } = needs;
  return [
    { resource: 'files', needed: openFiles, available: room.openFiles },
    { resource: 'ports', needed: connections, available: room.ports },
    { resource: 'connections', needed: connections, available: BRIDGE_CONNECTIONS_MAX },
    { resource: 'space', needed: diskBytes, available: room.diskBytes * TAKEN_SHARE_MAX },
  ];
}

/** Lists what follows from the scenario and from how fast this machine was. */
export function measuredDemands(
  needs: Needs,
  room: Room,
  calibration: Calibration,
): readonly Demand[] {
  const { generator, target } = cpuSharesAt(heldLoad(needs), calibration);
  const { full, workers } = calibration;
  const memory = memoryOf(needs, calibration);
  const cores = room.effectiveCpus * BUSY_SHARE_MAX;
  const demands: Demand[] = [
    {
      resource: 'memory',
      needed: memory.generatorBytes + memory.targetBytes,
      available: room.memoryBytes * TAKEN_SHARE_MAX,
    },
    { resource: 'generator', needed: generator, available: room.workers * BUSY_SHARE_MAX },
    // Its pool of threads for the disk works beside its one thread.
    { resource: 'bridge', needed: target, available: Math.max(1, full.targetCpu) * BUSY_SHARE_MAX },
    { resource: 'cpu', needed: generator + target, available: cores },
  ];
  const isCpuBound =
    full.targetCpu >= BUSY_SHARE_MAX ||
    full.generatorCpu >= workers * BUSY_SHARE_MAX ||
    full.targetCpu + full.generatorCpu >= calibration.effectiveCpus * BUSY_SHARE_MAX;
  if (isCpuBound) return demands;
  // Nothing else was busy when it could do no more: it waited for the disk.
  const available = full.operationsPerSecond * BUSY_SHARE_MAX;
  return [...demands, { resource: 'disk', needed: needs.operationsPerSecond, available }];
}

export function heldLoad({ operationsPerSecond, eventsPerSecond }: Needs): {
  readonly operationsPerSecond: number;
  readonly eventsPerOperation: number;
} {
  const eventsPerOperation = operationsPerSecond === 0 ? 0 : eventsPerSecond / operationsPerSecond;
  return { operationsPerSecond, eventsPerOperation };
}

/** How much of what there is would be taken: above 1 it does not fit. */
export function shareTaken({ needed, available }: Demand): number {
  if (needed === 0) return 0;
  return available <= 0 ? Infinity : needed / available;
}
