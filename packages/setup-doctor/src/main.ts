import { builtVersion, command, OUT_FLAG, runTool } from '@lighthouse/cli-kit';
import type { diagnose as Diagnose } from './commands/diagnose.ts';

/** Bundled apart, so that --version and --help need not load what they do not use. */
const DIAGNOSE = new URL('diagnose.mjs', import.meta.url).href;
const URL_FLAG = { type: 'text', placeholder: 'URL' } as const;

const check = command({
  name: 'default',
  summary: 'checks this machine',
  flags: {
    for: {
      type: 'text',
      placeholder: 'scenario',
      describe: 'compare with what this scenario needs, measure, and predict',
    },
    calibrate: { type: 'boolean', describe: 'measure how many agents this machine holds' },
    noCalibrate: { type: 'boolean', describe: 'with --for: predict from what was measured before' },
    smoke: { type: 'boolean', describe: 'also run three agents end to end, ten seconds at most' },
    fix: { type: 'boolean', describe: 'do what is safe first, and name what is left for you' },
    setup: { type: 'boolean', describe: 'prepare a fresh project: all that --fix does, and more' },
    only: { type: 'list', describe: 'run only these checks or groups', placeholder: 'id' },
    skip: { type: 'list', describe: 'leave these checks or groups out', placeholder: 'id' },
    listChecks: { type: 'boolean', describe: 'print the checks and their ids' },
    strict: { type: 'boolean', describe: 'end with exit code 1 on warnings too' },
    offline: { type: 'boolean', describe: 'leave out what asks other machines' },
    brief: { type: 'boolean', describe: 'print only what is not well, and the closing line' },
    markdown: { type: 'boolean', describe: 'print tables for a bug report, nothing private in it' },
    out: { ...OUT_FLAG, describe: 'the folder that runs will be written to (default: runs)' },
    target: { ...URL_FLAG, describe: 'a bridge that is running: is it reachable and ready?' },
    nats: { ...URL_FLAG, describe: 'a NATS server to look for' },
    postgres: { ...URL_FLAG, describe: 'a PostgreSQL server to look for' },
    prometheus: { ...URL_FLAG, describe: 'a Prometheus server to look for' },
    port: {
      type: 'integer',
      min: 1,
      max: 65_535,
      default: 8765,
      placeholder: 'number',
      describe: 'where a bridge would listen: is it free?',
    },
    key: { type: 'text', placeholder: 'file', describe: 'another key file to look at' },
  },
  examples: [
    { command: '$0', what: 'is this machine ready?' },
    { command: '$0 --for large', what: 'will it hold a thousand agents?' },
    { command: '$0 --setup', what: 'prepare this folder for a first run' },
    { command: '$0 --only disk -v', what: 'how fast is the disk?' },
    { command: '$0 --json', what: 'the same for a script' },
  ],
  run: async (args, io) => {
    const { diagnose }: { diagnose: typeof Diagnose } = await import(DIAGNOSE);
    return diagnose(args, { ...io, version: builtVersion() });
  },
});

await runTool({
  name: 'lh-doctor',
  summary: 'Is this machine ready to run agents, for how many, and what to do about it.',
  commands: [check],
});
