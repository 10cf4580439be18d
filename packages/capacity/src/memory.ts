import type { Calibration, Needs } from '@lighthouse/contract/prediction';

export interface MemoryUse {
  readonly generatorBytes: number;
  readonly targetBytes: number;
}

/** The most memory that generator and bridge will have used at the end of a run. */
export function memoryOf(needs: Needs, { memory }: Calibration): MemoryUse {
  return {
    generatorBytes: memory.generatorBytes + needs.agents * memory.generatorBytesPerAgent,
    targetBytes: memory.targetBytes + needs.agents * memory.targetBytesPerAgent,
  };
}
