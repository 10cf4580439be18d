import type { Scenario } from '@lighthouse/contract';
import { applyOverrides, loadScenario, type Overrides } from '@lighthouse/scenario-file';

export interface ChosenScenario {
  readonly scenario: Scenario;
  /** As written. */
  readonly text: string;
}

/** Loads a scenario and applies what the command line changes. */
export async function scenarioOf(name: string, overrides: Overrides): Promise<ChosenScenario> {
  const { scenario, text } = await loadScenario(name);
  return { scenario: applyOverrides(scenario, overrides), text };
}
