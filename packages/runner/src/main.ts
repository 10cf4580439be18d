import { builtVersion, command, OUT_FLAG, runTool, SEED_FLAG } from '@lighthouse/cli-kit';
import {
  RUNNING_TARGET_FLAGS,
  SCENARIO_FLAGS,
  SWEEP_FLAGS,
  WORKERS_FLAG,
} from './commands/flags.ts';
import { findCompanions } from './host/find-companions.ts';

const SCENARIO = {
  name: 'scenario',
  describe: 'a built-in name (lh-run list shows them) or a scenario file',
} as const;

const run = command({
  name: 'default',
  summary: 'run a scenario and give a verdict',
  positionals: [SCENARIO],
  flags: {
    seed: SEED_FLAG,
    ...SCENARIO_FLAGS,
    out: {
      ...OUT_FLAG,
      placeholder: 'folder',
      describe: 'where to write the run; runs/<time>-<name> when left out',
    },
    workers: WORKERS_FLAG,
    ...RUNNING_TARGET_FLAGS,
    noReport: { type: 'boolean', describe: 'write no HTML report' },
  },
  examples: [
    { command: '$0 small', what: 'ten agents on a bridge of their own' },
    { command: '$0 large --agents 5000 --seed 7', what: 'more of them, other chances' },
    { command: '$0 my.yaml --json', what: 'a scenario file; the result as JSON' },
    {
      command: '$0 small --target http://127.0.0.1:8765 --enrol-token-file keys/enrol-token',
      what: 'a bridge that is running',
    },
  ],
  run: async (args, io) => {
    const tool = findCompanions(import.meta.url, builtVersion());
    return (await import('./commands/run.ts')).runCommand(args, tool, io);
  },
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
  run: async (args, io) => {
    const tool = findCompanions(import.meta.url, builtVersion());
    return (await import('./commands/sweep.ts')).sweepCommand(args, tool, io);
  },
});

const list = command({
  name: 'list',
  summary: 'list the built-in scenarios',
  examples: [{ command: '$0 list', what: 'their names, and what they are for' }],
  run: async (_args, io) => (await import('./commands/list.ts')).listScenarios(io),
});

await runTool({
  name: 'lh-run',
  summary: 'Puts agents on a coordination server and gives one verdict, with the evidence.',
  commands: [run, sweep, plan, list],
});
