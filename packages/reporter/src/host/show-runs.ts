import { EXIT } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import { renderRunList } from '../terminal/run-list.ts';
import { listRuns } from './list-runs.ts';
import type { ToolIo } from './tool-io.ts';

const FOLDER = 'runs';

/** Lists the runs of a folder. */
export async function showRuns(
  args: { folder: string | undefined },
  io: ToolIo,
): Promise<ExitCode> {
  const runs = await listRuns(args.folder ?? FOLDER, io.cwd);
  const answer = { schema: 'lighthouse/run-list/1', runs };
  if (io.json) io.printJson(answer);
  else io.stdout.write(renderRunList(runs, io.stdout.colour));
  return EXIT.good;
}
