import { runToText, type TextAnswer } from '@lighthouse/cli-kit/run-to-text';
import { createTool } from '../src/host/commands.ts';

const tool = createTool(new URL('../', import.meta.url));

export interface RunHereOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Runs lh-bridge in this process, for what it refuses and for commands that end: starting a process
 * takes longer than they do.
 */
export function runHere(argv: readonly string[], options: RunHereOptions): Promise<TextAnswer> {
  return runToText(tool, argv, { nowMs: () => performance.now(), ...options });
}
