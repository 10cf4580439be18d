import type { Calibration, Needs } from '@lighthouse/contract/prediction';

export interface MemoryUse {
  readonly generatorBytes: number;
  readonly targetBytes: number;
}

/**
 * What a bridge keeps of each operation: the answers to the latest ones, and for all of them the
 * keys, ids and versions by which it knows them again. Too little to be measured in seconds; from a
 * run of 200,000 operations (docs/doctor.md).
 */
const RECENT_OPERATIONS = 100_000;
const BYTES_PER_RECENT_OPERATION = 2900;
const BYTES_PER_OLD_OPERATION = 1100;

/** The most memory that generator and bridge will have used at the end of a run. */
export function memoryOf(needs: Needs, { memory }: Calibration): MemoryUse {
  return {
    generatorBytes: memory.generatorBytes + needs.agents * memory.generatorBytesPerAgent,
    targetBytes:
      memory.targetBytes + needs.agents * memory.targetBytesPerAgent + keptBytes(needs.operations),
  };
}

/** What a bridge keeps of so many operations. */
export function keptBytes(operations: number): number {
  const recent = Math.min(operations, RECENT_OPERATIONS);
  return recent * BYTES_PER_RECENT_OPERATION + (operations - recent) * BYTES_PER_OLD_OPERATION;
}
