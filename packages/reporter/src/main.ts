import { command, runTool } from '@lighthouse/cli-kit';

const FILE = { type: 'text', placeholder: 'file, or - for stdout' } as const;

// What a command needs is loaded when it runs: --help and --version need none of it.
const render = command({
  name: 'default',
  summary: 'write reports of a run; with no flag, report.html beside the result',
  positionals: [{ name: 'run', describe: 'the folder of a run, or its result.json' }],
  flags: {
    html: { ...FILE, describe: 'one self-contained page' },
    markdown: { ...FILE, describe: 'for the summary of a CI job' },
    junit: { ...FILE, describe: 'a test case for each threshold, invariant and audit check' },
    ctrf: { ...FILE, describe: 'the same cases in the Common Test Report Format' },
    csv: { ...FILE, describe: 'figures by operation, role and behaviour' },
    seriesCsv: { ...FILE, describe: 'figures over time' },
    github: { type: 'boolean', describe: 'add to the step summary and annotate (GitHub Actions)' },
  },
  examples: [
    { command: '$0 runs/20260304-050607-small', what: 'write report.html there' },
    { command: '$0 result.json --markdown - --junit junit.xml', what: 'two formats, no page' },
    { command: '$0 runs/20260304-050607-small --json', what: 'the figures, for a script' },
  ],
  run: async (args, io) => (await import('./host/render-run.ts')).renderRun(args, io),
});

const list = command({
  name: 'list',
  summary: 'list the runs in a folder, newest first',
  positionals: [{ name: 'folder', describe: 'where runs are, runs by default', optional: true }],
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
  flags: {
    failOnRegression: {
      type: 'text',
      placeholder: 'percentage',
      describe:
        'exit code 1 when a figure is surely worse by more than this, 2 when it cannot be said',
    },
    markdown: { ...FILE, describe: 'for the summary of a CI job' },
  },
  examples: [
    { command: '$0 compare runs/before runs/after', what: 'two runs, or two folders of runs' },
    { command: '$0 compare main change --fail-on-regression 10%', what: 'a gate for CI' },
  ],
  run: async (args, io) => (await import('./host/compare-runs.ts')).compareRuns(args, io),
});

const trend = command({
  name: 'trend',
  summary: 'show how the figures of each scenario went from run to run',
  positionals: [{ name: 'folder', describe: 'where runs are, runs by default', optional: true }],
  flags: {
    scenario: { type: 'text', placeholder: 'name', describe: 'only this scenario' },
    last: {
      type: 'integer',
      min: 2,
      max: 1000,
      default: 50,
      describe: 'at most so many runs of each',
    },
  },
  examples: [{ command: '$0 trend --scenario small', what: 'the runs of small in ./runs' }],
  run: async (args, io) => (await import('./host/show-trends.ts')).showTrends(args, io),
});

await runTool({
  name: 'lh-report',
  summary: 'Turns the result of a run into reports.',
  commands: [render, list, compare, trend],
});
