/**
 * What a run did to its own agents, and to the clock of the target. Times are microseconds on the
 * clock of the history.
 */
export interface FaultEffects {
  /** Whether a fault that keeps answers from this agent was active at some time between the two. */
  isCutOff(agent: number, fromUs: number, toUs: number): boolean;
  readonly clockSteps: readonly ClockStep[];
}

/** The target's clock was off by `stepUs` (ahead when above zero) from start to end. */
export interface ClockStep {
  readonly startUs: number;
  readonly endUs: number;
  readonly stepUs: number;
}

export const NO_EFFECTS: FaultEffects = { isCutOff: () => false, clockSteps: [] };
