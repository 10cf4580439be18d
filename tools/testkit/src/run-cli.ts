import { killGroup, listGroup } from './process-group.ts';
import { createScope } from './scope.ts';
import { startCli } from './start-cli.ts';
import type { CliEnd, CliOptions } from './start-cli.ts';

export interface CliResult extends CliEnd {
  readonly stdout: string;
  readonly stderr: string;
  /** Processes that it started and left behind. They are killed. */
  readonly leftRunning: readonly number[];
}

/**
 * Runs a JavaScript file to its end. Rejects, with all it wrote, when that takes longer than
 * `timeoutMs`.
 */
export async function runCli(
  binPath: string,
  args: readonly string[],
  { timeoutMs = 20_000, ...options }: CliOptions & { timeoutMs?: number } = {},
): Promise<CliResult> {
  const scope = createScope();
  const cli = startCli(scope, binPath, args, options);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    killGroup(cli.pid);
  }, timeoutMs);
  try {
    const end = await cli.end;
    const [stdout, stderr] = [cli.stdout(), cli.stderr()];
    if (isLate)
      throw new Error(
        `${binPath} ${args.join(' ')} did not end in ${timeoutMs} ms\n--- stdout\n${stdout}\n--- stderr\n${stderr}`,
      );
    return { ...end, stdout, stderr, leftRunning: listGroup(cli.pid) };
  } finally {
    clearTimeout(timer);
    await scope.close();
  }
}
