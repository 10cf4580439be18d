import { command, runTool } from '@lighthouse/cli-kit';
import { RESULTS_FLAGS } from '@lighthouse/results-store/address';
import {
  COMPARE_EXAMPLES,
  COMPARE_FLAGS,
  RENDER_FLAGS,
  RUN_EXAMPLES,
  TREND_FLAGS,
} from './flags.ts';
import { FOLDER, merge, push } from './host/commands.ts';

// What a command needs is loaded when it runs: --help and --version need none of it.
const render = command({
  name: 'default',
  summary: 'write reports of a run; with no flag, report.html beside the result',
  positionals: [
    { name: 'run', describe: 'the folder of a run, or its result.json' },
    { name: 'others', describe: 'more runs: each gets its page', many: true, optional: true },
  ],
  flags: { ...RENDER_FLAGS, ...RESULTS_FLAGS },
  examples: RUN_EXAMPLES,
  run: async (args, io) => (await import('./host/render-run.ts')).renderRuns(args, io),
});

const list = command({
  name: 'list',
  summary: 'list the runs in a folder, newest first',
  positionals: [FOLDER],
  flags: RESULTS_FLAGS,
  examples: [{ command: '$0 list', what: 'list the runs in ./runs' }],
  run: async (args, io) => (await import('./host/show-runs.ts')).showRuns(args, io),
});

const compare = command({
  name: 'compare',
  summary: 'set runs against the first one, with what the difference rests on',
  positionals: [
    { name: 'base', describe: 'a run, or a folder with repetitions of it' },
    { name: 'others', describe: 'what is compared with it', many: true, optional: true },
  ],
  flags: { ...COMPARE_FLAGS, ...RESULTS_FLAGS },
  examples: COMPARE_EXAMPLES,
  run: async (args, io) => (await import('./host/compare-runs.ts')).compareRuns(args, io),
});

const trend = command({
  name: 'trend',
  summary: 'show how the figures of each scenario went from run to run',
  positionals: [FOLDER],
  flags: { ...TREND_FLAGS, ...RESULTS_FLAGS },
  examples: [{ command: '$0 trend --scenario small', what: 'the runs of small in ./runs' }],
  run: async (args, io) => (await import('./host/show-trends.ts')).showTrends(args, io),
});

const open = command({
  name: 'open',
  summary: 'write the page of a run and show it in the browser',
  positionals: [{ name: 'run', describe: 'a run, the newest by default', optional: true }],
  flags: RESULTS_FLAGS,
  examples: [{ command: '$0 open', what: 'the newest run in ./runs' }],
  run: async (args, io) => (await import('./host/open-report.ts')).openReport(args, io),
});

await runTool({
  name: 'lh-report',
  summary: 'Turns the result of a run into reports.',
  commands: [render, open, list, compare, trend, merge, push],
});
