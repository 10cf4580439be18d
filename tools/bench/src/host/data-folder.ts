import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { workspaceRoot, type Scope } from '@lighthouse/testkit';

/** Inside the workspace, on the disk that holds it: a temporary folder is often no disk at all. */
const PLACE = 'node_modules/.cache/lighthouse-bench';

/** Makes a maker of fresh folders; all of them are removed when the scope closes. */
export async function folderMaker(
  dir: string | undefined,
  scope: Scope,
): Promise<() => Promise<string>> {
  const parent = dir ?? path.join(workspaceRoot(), PLACE);
  await mkdir(parent, { recursive: true });
  const own = await mkdtemp(path.join(parent, 'run-'));
  scope.onClose(() => rm(own, { recursive: true, force: true }));
  return () => mkdtemp(path.join(own, 'data-'));
}
