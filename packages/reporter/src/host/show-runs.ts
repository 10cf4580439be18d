import { EXIT } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import type { AskedResults } from '@lighthouse/results-store/address';
import { renderRunList } from '../terminal/run-list.ts';
import { withRuns } from './run-source.ts';
import { screenOf, type ToolIo } from './tool-io.ts';

/** Lists the runs of a folder. */
export async function showRuns(
  args: AskedResults & { readonly folder: string | undefined },
  io: ToolIo,
): Promise<ExitCode> {
  const runs = await withRuns(args, io, (source) => source.list(args.folder));
  const answer = { schema: 'lighthouse/run-list/1', runs };
  if (io.json) io.printJson(answer);
  else io.stdout.write(renderRunList(runs, screenOf(io.stdout)));
  return EXIT.good;
}
