import process from 'node:process';
import { EXIT, type ExitCode } from '@lighthouse/contract/exit-codes';
import { answerCommandLine, printError, type Shell } from './answer-command-line.ts';
import { Output } from './output.ts';
import { watchSignals } from './signals.ts';
import type { Tool } from './tool.ts';

const nowMs = () => performance.now();

/**
 * Runs a tool to its end: parses, calls the command, prints what it throws and sets the exit code
 * of the process.
 */
export async function runTool(tool: Tool): Promise<void> {
  // Stands until there is an answer: a process that runs out of work half way must not look like
  // success.
  process.exitCode = EXIT.bug;
  const onLost = () => printError(shell, new Error('it ended without an answer'));
  const endNow = (code: ExitCode) => {
    process.off('exit', onLost);
    process.exit(code);
  };
  const signals = watchSignals(process, { nowMs, endNow });
  const shell: Shell = {
    tool,
    stdout: new Output(process.stdout),
    stderr: new Output(process.stderr),
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    nowMs,
    signals,
  };
  process.once('exit', onLost);
  process.on('uncaughtException', (error) => {
    printError(shell, error);
    // The state is unknown from here on; going on could only make it worse.
    endNow(EXIT.bug);
  });
  process.exitCode = await answerCommandLine(shell);
  process.off('exit', onLost);
  signals.stop();
}
