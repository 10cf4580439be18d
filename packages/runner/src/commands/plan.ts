import { EXIT, type ExitCode } from '@lighthouse/contract';
import { countOperations } from '../plan/count-operations.ts';
import { makePlan } from '../plan/make-plan.ts';
import { planJson } from '../plan/plan-json.ts';
import { planText } from '../plan/plan-text.ts';
import { requestNamesOf } from '../plan/plan.ts';
import type { Overrides } from '@lighthouse/scenario-file';
import type { CommandIo } from './command-io.ts';
import { scenarioOf } from './scenario-of.ts';

export interface PlanArgs extends Overrides {
  readonly scenario: string;
}

/** Shows what a run would do, without doing it. */
export async function showPlan(args: PlanArgs, io: CommandIo): Promise<ExitCode> {
  const { scenario } = await scenarioOf(args.scenario, args);
  const plan = makePlan(scenario);
  if (io.json) io.stdout.write(`${planJson(plan)}\n`);
  else {
    const { crowd } = plan;
    io.stdout.write(planText(plan, countOperations({ crowd, requestNames: requestNamesOf(plan) })));
  }
  return EXIT.good;
}
