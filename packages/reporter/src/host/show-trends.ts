import path from 'node:path';
import { EXIT } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import type { AskedResults } from '@lighthouse/results-store/address';
import { renderTrends } from '../terminal/trend.ts';
import { trendsOf } from '../trend/trend.ts';
import { withRuns } from './run-source.ts';
import type { ToolIo } from './tool-io.ts';

export interface TrendArgs extends AskedResults {
  readonly folder: string | undefined;
  readonly scenario: string | undefined;
  readonly last: number;
}

/** Shows how the figures of each scenario in a folder of runs went. */
export async function showTrends(args: TrendArgs, io: ToolIo): Promise<ExitCode> {
  const last = { scenario: args.scenario, each: args.last };
  const { results, unreadable } = await withRuns(args, io, (source) =>
    source.results(args.folder, last),
  );
  const chosen = results.filter(
    ({ scenario }) => args.scenario === undefined || scenario.name === args.scenario,
  );
  const trends = trendsOf(chosen, args.last);
  for (const { path: file, problem } of unreadable)
    io.log('warn', `left out ${path.normalize(file)}: ${problem}`);
  const answer = { schema: 'lighthouse/trends/1', trends };
  if (io.json) io.printJson(answer);
  else io.stdout.write(renderTrends(trends, io.stdout.colour));
  return EXIT.good;
}
