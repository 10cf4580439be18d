import type { Repair } from '@lighthouse/contract/doctor-answer';

/** One thing that is made when it is not there. */
export interface RepairStep {
  readonly what: string;
  /** Nothing is ever done to what is there already. */
  readonly isThere: () => boolean;
  readonly make: () => Promise<void> | void;
  /** What to know about it when it is done. */
  readonly note?: string;
}

/**
 * Does what is needed, in order. A step that fails does not keep the next ones from being tried.
 */
export async function takeSteps(steps: readonly RepairStep[]): Promise<Repair[]> {
  const repairs: Repair[] = [];
  for (const step of steps) repairs.push(await takeStep(step));
  return repairs;
}

async function takeStep({ what, isThere, make, note }: RepairStep): Promise<Repair> {
  try {
    if (isThere()) return { what, outcome: 'there-already' };
    await make();
    return { what, outcome: 'done', ...(note === undefined ? {} : { note }) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { what, outcome: 'failed', note: why };
  }
}
