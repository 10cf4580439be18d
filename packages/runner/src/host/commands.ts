import { command, OUT_FLAG, SEED_FLAG, type Tool } from '@lighthouse/cli-kit';
import type { Installation } from '../run/run-settings.ts';
import {
  CAPACITY_EXAMPLES,
  CAPACITY_FLAGS,
  FILESYSTEM_FLAGS,
  RUN_EXAMPLES,
  RUN_FLAGS,
  SCENARIO_FLAGS,
  SUITE_FLAGS,
  SWEEP_FLAGS,
} from '../commands/flags.ts';

const SCENARIO = {
  name: 'scenario',
  describe: 'a built-in name (lh-run list shows them) or a scenario file',
} as const;

/** The tool; what is beside its built files is found when a command needs it. */
export function createTool(findTool: () => Installation): Tool {
  const run = command({
    name: 'default',
    summary: 'run a scenario and give a verdict',
    positionals: [SCENARIO],
    flags: { seed: SEED_FLAG, ...SCENARIO_FLAGS, ...RUN_FLAGS },
    examples: RUN_EXAMPLES,
    run: async (args, io) => (await import('../commands/run.ts')).runCommand(args, findTool(), io),
  });

  const plan = command({
    name: 'plan',
    summary: 'show what a run would do',
    positionals: [SCENARIO],
    flags: { seed: SEED_FLAG, ...SCENARIO_FLAGS },
    examples: [{ command: '$0 plan small --json', what: 'the resolved plan, canonical' }],
    run: async (args, io) => (await import('../commands/plan.ts')).showPlan(args, io),
  });

  const list = command({
    name: 'list',
    summary: 'list the built-in scenarios',
    examples: [{ command: '$0 list', what: 'their names, and what they are for' }],
    run: async (_args, io) => (await import('../commands/list.ts')).listScenarios(io),
  });

  return {
    name: 'lh-run',
    summary: 'Puts agents on a coordination server and gives one verdict, with the evidence.',
    commands: [run, ...commandsOfManyRuns(findTool), plan, list, filesystemCommand(findTool)],
  };
}

function commandsOfManyRuns(findTool: () => Installation): Tool['commands'] {
  const sweep = command({
    name: 'sweep',
    summary: 'run a scenario with more and more liars, and tell where it breaks',
    positionals: [SCENARIO],
    flags: { seed: SEED_FLAG, ...SCENARIO_FLAGS, ...SWEEP_FLAGS, out: OUT_FLAG },
    examples: [{ command: '$0 sweep byzantine --liars 0,10%,25%,50%', what: 'four runs' }],
    run: async (args, io) =>
      (await import('../commands/sweep.ts')).sweepCommand(args, findTool(), io),
  });

  const capacity = command({
    name: 'capacity',
    summary: 'find how many agents, or what rate, a target holds',
    positionals: [SCENARIO],
    flags: { seed: SEED_FLAG, ...CAPACITY_FLAGS, out: OUT_FLAG },
    examples: CAPACITY_EXAMPLES,
    run: async (args, io) =>
      (await import('../commands/capacity.ts')).capacityCommand(args, findTool(), io),
  });

  const suite = command({
    name: 'suite',
    summary: 'run the scenarios of a folder and give one verdict',
    positionals: [{ name: 'folder', describe: 'where the scenario files are' }],
    flags: SUITE_FLAGS,
    examples: [{ command: '$0 suite scenarios --not-tags slow', what: 'all but the slow ones' }],
    run: async (args, io) =>
      (await import('../commands/suite.ts')).suiteCommand(args, findTool(), io),
  });
  return [sweep, capacity, suite];
}

function filesystemCommand(findTool: () => Installation): Tool['commands'][number] {
  return command({
    name: 'filesystem',
    summary: 'measure how long the calls of a file system take under load',
    flags: FILESYSTEM_FLAGS,
    examples: [{ command: '$0 filesystem --path /mnt/shadow', what: 'a FUSE mount' }],
    run: async (args, io) =>
      (await import('../commands/filesystem.ts')).filesystemCommand(args, findTool(), io),
  });
}
