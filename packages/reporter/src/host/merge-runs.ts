import { stat } from 'node:fs/promises';
import path from 'node:path';
import { exitCodeOf, LighthouseError, RUN_FILES } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import { SHARDS_MAX } from '@lighthouse/contract/shard';
import type { NamedResult } from '../merge/check-shards.ts';
import { mergeShards } from '../merge/merge-shards.ts';
import { writeReports } from './render-run.ts';
import type { RenderArgs } from './render-run.ts';
import { withRuns } from './run-source.ts';
import type { ToolIo } from './tool-io.ts';
import { writeWhole } from './write-file.ts';

export type MergeArgs = RenderArgs & {
  readonly shard: string;
  readonly others: readonly string[];
  readonly out: string | undefined;
};

const OUT = 'merged';

/**
 * Makes one run of its shards, in a folder of its own, and reports on it as on any other. The exit
 * code is that of its verdict.
 */
export async function mergeRuns(args: MergeArgs, io: ToolIo): Promise<ExitCode> {
  const { shard, others, out = OUT, ...asked } = args;
  const names = [shard, ...others];
  if (names.length > SHARDS_MAX)
    throw new LighthouseError('LH_USAGE', 'there are more results than a run has shards', {
      facts: { results: names.length, limit: SHARDS_MAX },
    });
  await refuseExisting(out, io.cwd);
  const named = await withRuns(asked, io, async (source) => {
    const read: NamedResult[] = [];
    // One after the other: each may be large.
    for (const name of names) read.push({ name, result: (await source.run(name)).result });
    return read;
  });
  const result = mergeShards(named);
  await writeWhole(path.resolve(io.cwd, out, RUN_FILES.result), `${JSON.stringify(result)}\n`);
  await writeReports({ result, folder: out }, asked, io);
  return exitCodeOf(result.verdict.value);
}

/** What was measured is not written over. */
async function refuseExisting(out: string, cwd: string): Promise<void> {
  const file = path.resolve(cwd, out, RUN_FILES.result);
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new LighthouseError('LH_USAGE', 'there is a result in the folder already', {
      facts: { path: out },
      hint: 'name another folder with --out, or remove this one',
    });
}
