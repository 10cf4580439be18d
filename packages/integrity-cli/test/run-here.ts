import { runToText, type TextAnswer } from '@lighthouse/cli-kit/run-to-text';
import { createTool } from '../src/host/commands.ts';

const tool = createTool(new URL('../dist/', import.meta.url));

/** Runs lh-verify in this process: what a process of its own does besides is for built.test.ts. */
export function runHere(
  argv: readonly string[],
  { cwd = '/', env = {} }: { readonly cwd?: string; readonly env?: Record<string, string> } = {},
): Promise<TextAnswer> {
  return runToText(tool, argv, { cwd, env, nowMs: () => performance.now() });
}
