import { builtVersion, command, OUT_FLAG, runTool, SEED_FLAG } from '@lighthouse/cli-kit';
import { SCENARIO_FLAGS } from './commands/flags.ts';
import { findCompanions } from './host/find-companions.ts';

const SCENARIO = {
  name: 'scenario',
  describe: 'a built-in name (lh-run list shows them) or a scenario file',
} as const;
const WORKERS_MAX = 256;

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
    workers: {
      type: 'integer',
      min: 1,
      max: WORKERS_MAX,
      placeholder: 'number',
      describe: 'threads that generate load; three quarters of the CPUs when left out',
    },
    enrolTokenFile: {
      type: 'text',
      placeholder: 'file',
      describe: 'token that lets agents join a target that is running',
    },
    log: {
      type: 'text',
      placeholder: 'folder',
      describe: 'the log of such a target, to audit it',
    },
    key: { type: 'text', placeholder: 'file', describe: 'the key ring of that log' },
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

const list = command({
  name: 'list',
  summary: 'list the built-in scenarios',
  examples: [{ command: '$0 list', what: 'their names, and what they are for' }],
  run: async (_args, io) => (await import('./commands/list.ts')).listScenarios(io),
});

await runTool({
  name: 'lh-run',
  summary: 'Puts agents on a coordination server and gives one verdict, with the evidence.',
  commands: [run, plan, list],
});
