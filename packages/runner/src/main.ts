import { builtVersion, command, OUT_FLAG, runTool, SEED_FLAG } from '@lighthouse/cli-kit';
import { declareFilesystem } from './host/commands.ts';
import {
  CAPACITY_EXAMPLES,
  CAPACITY_FLAGS,
  RUN_EXAMPLES,
  RUN_FLAGS,
  SCENARIO_FLAGS,
  SUITE_FLAGS,
  SWEEP_FLAGS,
} from './commands/flags.ts';
import { leaveWithParent } from './host/child-run.ts';
import { findCompanions } from './host/find-companions.ts';

const SCENARIO = {
  name: 'scenario',
  describe: 'a built-in name (lh-run list shows them) or a scenario file',
} as const;

const findTool = () => findCompanions(import.meta.url, builtVersion());

const run = command({
  name: 'default',
  summary: 'run a scenario and give a verdict',
  positionals: [SCENARIO],
  flags: { seed: SEED_FLAG, ...SCENARIO_FLAGS, ...RUN_FLAGS },
  examples: RUN_EXAMPLES,
  run: async (args, io) => (await import('./commands/run.ts')).runCommand(args, findTool(), io),
});

const plan = command({
  name: 'plan',
  summary: 'show what a run would do',
  positionals: [SCENARIO],
  flags: { seed: SEED_FLAG, ...SCENARIO_FLAGS },
  examples: [{ command: '$0 plan small --json', what: 'the resolved plan, canonical' }],
  run: async (args, io) => (await import('./commands/plan.ts')).showPlan(args, io),
});

const sweep = command({
  name: 'sweep',
  summary: 'run a scenario with more and more liars, and tell where it breaks',
  positionals: [SCENARIO],
  flags: { seed: SEED_FLAG, ...SCENARIO_FLAGS, ...SWEEP_FLAGS, out: OUT_FLAG },
  examples: [{ command: '$0 sweep byzantine --liars 0,10%,25%,50%', what: 'four runs' }],
  run: async (args, io) => (await import('./commands/sweep.ts')).sweepCommand(args, findTool(), io),
});

const capacity = command({
  name: 'capacity',
  summary: 'find how many agents, or what rate, a target holds',
  positionals: [SCENARIO],
  flags: { seed: SEED_FLAG, ...CAPACITY_FLAGS, out: OUT_FLAG },
  examples: CAPACITY_EXAMPLES,
  run: async (args, io) =>
    (await import('./commands/capacity.ts')).capacityCommand(args, findTool(), io),
});

const list = command({
  name: 'list',
  summary: 'list the built-in scenarios',
  examples: [{ command: '$0 list', what: 'their names, and what they are for' }],
  run: async (_args, io) => (await import('./commands/list.ts')).listScenarios(io),
});

const suite = command({
  name: 'suite',
  summary: 'run the scenarios of a folder and give one verdict',
  positionals: [{ name: 'folder', describe: 'where the scenario files are' }],
  flags: SUITE_FLAGS,
  examples: [{ command: '$0 suite scenarios --not-tags slow', what: 'all but the slow ones' }],
  run: async (args, io) => (await import('./commands/suite.ts')).suiteCommand(args, findTool(), io),
});

leaveWithParent();
await runTool({
  name: 'lh-run',
  summary: 'Puts agents on a coordination server and gives one verdict, with the evidence.',
  commands: [run, sweep, capacity, plan, list, suite, declareFilesystem(findTool)],
});
