import type { Calibration, LoadPoint } from '@lighthouse/contract/prediction';

/**
 * CPU of generator and bridge at a load, as shares of one core. Between the two measured points the
 * share is a power of the rate, through both: the more comes at once, the less each operation
 * costs, because requests share wake-ups and events share a sync of the disk. Beyond the fuller
 * point each operation costs what it cost there. Operations of more events than those measured cost
 * more, by the weights below.
 */
export interface CpuShares {
  readonly generator: number;
  readonly target: number;
}

export interface Load {
  readonly operationsPerSecond: number;
  readonly eventsPerOperation: number;
}

type Part = 'generatorCpu' | 'targetCpu';

/**
 * What an event costs, in units of what its operation costs without any: measured under full load
 * with operations of 2, 7 and 22 events (docs/doctor.md).
 */
const EVENT_WEIGHT: Readonly<Record<Part, number>> = { generatorCpu: 0.085, targetCpu: 0.16 };
const EXPONENT_MIN = 0.1;

export function cpuSharesAt(load: Load, calibration: Calibration): CpuShares {
  return {
    generator: shareOf('generatorCpu', load, calibration),
    target: shareOf('targetCpu', load, calibration),
  };
}

function shareOf(part: Part, load: Load, calibration: Calibration): number {
  const rate = load.operationsPerSecond;
  const perEvent = shareOfAnEvent(part, calibration);
  const moreEvents = load.eventsPerOperation - calibration.eventsPerOperation;
  return Math.max(0, measuredShare(part, rate, calibration) + rate * perEvent * moreEvents);
}

function measuredShare(part: Part, rate: number, { steady, full }: Calibration): number {
  if (rate >= full.operationsPerSecond) return full[part] * (rate / full.operationsPerSecond);
  const exponent = exponentOf(part, steady, full);
  return full[part] * (rate / full.operationsPerSecond) ** exponent;
}

function exponentOf(part: Part, steady: LoadPoint, full: LoadPoint): number {
  const rates = Math.log(full.operationsPerSecond / steady.operationsPerSecond);
  const exponent = Math.log(full[part] / steady[part]) / rates;
  // The steady load was all that the machine could do, or a share was too small to be seen.
  if (!Number.isFinite(exponent) || rates < Math.log(1.2)) return 1;
  return Math.min(1, Math.max(EXPONENT_MIN, exponent));
}

/** CPU seconds of one event more in an operation. */
function shareOfAnEvent(part: Part, { full, eventsPerOperation }: Calibration): number {
  const perOperation = full[part] / full.operationsPerSecond;
  const weight = EVENT_WEIGHT[part];
  return (perOperation * weight) / (1 + weight * eventsPerOperation);
}
