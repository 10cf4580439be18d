import path from 'node:path';
import { EXIT } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import { renderTrends } from '../terminal/trend.ts';
import { trendsOf } from '../trend/trend.ts';
import { listResults } from './list-runs.ts';
import type { ToolIo } from './tool-io.ts';

export interface TrendArgs {
  readonly folder: string | undefined;
  readonly scenario: string | undefined;
  readonly last: number;
}

const FOLDER = 'runs';

/** Shows how the figures of each scenario in a folder of runs went. */
export async function showTrends(args: TrendArgs, io: ToolIo): Promise<ExitCode> {
  const { results, unreadable } = await listResults(args.folder ?? FOLDER, io.cwd);
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
