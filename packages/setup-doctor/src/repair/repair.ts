import type { Repair } from '@lighthouse/contract/doctor-answer';
import type { Machine } from '../check.ts';
import { installPackages } from './npm-step.ts';
import { projectSteps } from './project-steps.ts';
import { takeSteps } from './repair-step.ts';
import { safeSteps } from './safe-steps.ts';

/** What may be repaired. */
export interface RepairWish {
  readonly fix: boolean;
  readonly setup: boolean;
}

/** Makes what is missing, as far as it is wished. Nothing that is there is changed or removed. */
export async function repair(machine: Machine, { fix, setup }: RepairWish): Promise<Repair[]> {
  if (!fix && !setup) return [];
  const steps = setup ? [...safeSteps(machine), ...projectSteps(machine.cwd)] : safeSteps(machine);
  return [...(await takeSteps(steps)), ...(await installPackages(machine))];
}
