import type { Scenario } from '@lighthouse/contract';
import { applyOverrides, type Overrides } from '../scenario/overrides.ts';
import { loadScenario } from '../scenario/load-scenario.ts';

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
