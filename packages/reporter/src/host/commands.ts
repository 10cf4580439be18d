import { command } from '@lighthouse/cli-kit';
import { RESULTS_FLAGS } from '@lighthouse/results-store/address';
import { MERGE_FLAGS, RENDER_FLAGS } from '../flags.ts';

export const FOLDER = {
  name: 'folder',
  describe: 'where runs are, runs by default',
  optional: true,
} as const;

export const merge = command({
  name: 'merge',
  summary: 'make one run of the shards that several machines ran, and judge it',
  positionals: [
    { name: 'shard', describe: 'the result of lh-run --shard 1/2' },
    { name: 'others', describe: 'those of the other shards', many: true, optional: true },
  ],
  flags: { ...MERGE_FLAGS, ...RENDER_FLAGS, ...RESULTS_FLAGS },
  examples: [{ command: '$0 merge a b c --out merged', what: 'three shards, and their page' }],
  run: async (args, io) => (await import('./merge-runs.ts')).mergeRuns(args, io),
});

export const push = command({
  name: 'push',
  summary: 'send the results of runs to a database, those that are not there yet',
  positionals: [{ ...FOLDER, describe: 'a run, or where runs are, runs by default' }],
  flags: RESULTS_FLAGS,
  examples: [{ command: '$0 push --results postgres://ci@db/runs', what: 'all in ./runs' }],
  run: async (args, io) => (await import('./push-runs.ts')).pushRuns(args, io),
});
