import { runToText, type TextAnswer } from '@lighthouse/cli-kit/run-to-text';
import { createTool } from '../src/host/commands.ts';
import { findCompanions } from '../src/host/find-companions.ts';

const main = new URL('../dist/lh-run.mjs', import.meta.url);
const tool = createTool(() => findCompanions(main.href, '0.0.0-test'));

/**
 * Runs lh-run in this process, with the threads and the bridge of its built files: what its process
 * does besides is for lh-run.test.ts.
 */
export function runHere(
  argv: readonly string[],
  { cwd = '/', signal }: { readonly cwd?: string; readonly signal?: AbortSignal } = {},
): Promise<TextAnswer> {
  const nowMs = () => performance.now();
  return runToText(tool, argv, { cwd, nowMs, ...(signal && { signal }) });
}
