import process from 'node:process';
// Not from the whole of contract: its schemas would be built at every start.
import { exitCodeForError, hasErrorCode, LighthouseError } from '@lighthouse/contract/errors';
import { EXIT, type ExitCode } from '@lighthouse/contract/exit-codes';
import { builtVersion } from './built-version.ts';
import { checkTool } from './check-tool.ts';
import { Output } from './output.ts';
import { failureStyle } from './read-flags.ts';
import { describeError, formatError } from './report-error.ts';
import { exitCodeOfSignal, watchSignals } from './signals.ts';
import type { SignalWatch } from './signals.ts';
import type { Tool } from './tool.ts';

const nowMs = () => performance.now();

interface Shell {
  readonly tool: Tool;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly argv: readonly string[];
  readonly signals: SignalWatch;
}

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
  const shell: Shell = {
    tool,
    stdout: new Output(process.stdout),
    stderr: new Output(process.stderr),
    argv: process.argv.slice(2),
    signals: watchSignals(process, { nowMs, endNow }),
  };
  process.once('exit', onLost);
  process.on('uncaughtException', (error) => {
    printError(shell, error);
    // The state is unknown from here on; going on could only make it worse.
    endNow(EXIT.bug);
  });
  const code = await answer(shell).catch((error: unknown) => failed(shell, error));
  process.exitCode = await finish(shell, code);
  process.off('exit', onLost);
  shell.signals.stop();
}

async function answer({ tool, argv, stdout, stderr, signals }: Shell): Promise<ExitCode> {
  checkTool(tool);
  if (argv.length === 1 && argv[0] === '--version') return showVersion(tool, stdout);
  // What only other answers need is loaded here: a version is asked for by scripts, and often.
  const { parseArgs } = await import('./parse-args.ts');
  const invocation = parseArgs(tool, argv, process.env);
  if (invocation.kind === 'version') return showVersion(tool, stdout);
  if (invocation.kind === 'help') {
    const { helpText } = await import('./help.ts');
    stdout.write(await helpText(tool, invocation.command, stdout.columns));
    return EXIT.good;
  }
  const { command, args, common } = invocation;
  const env = process.env;
  const { createIo } = await import('./create-io.ts');
  const io = createIo({ stdout, stderr, signals, common, env, cwd: process.cwd(), nowMs });
  try {
    return await command.run(args, io);
  } finally {
    io.progress.end();
  }
}

function showVersion(tool: Tool, stdout: Output): ExitCode {
  stdout.write(`${tool.version ?? builtVersion()}\n`);
  return EXIT.good;
}

function failed(shell: Shell, error: unknown): ExitCode {
  const by = shell.signals.interruptedBy();
  const isInterruption =
    by !== undefined && (hasErrorCode(error, 'LH_INTERRUPTED') || isAbort(error));
  const shown = isInterruption ? shell.signals.signal.reason : error;
  printError(shell, shown);
  return isInterruption ? exitCodeOfSignal(by) : exitCodeForError(error);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function printError({ tool, stdout, stderr, argv }: Shell, error: unknown): void {
  const { json, verbose } = failureStyle(argv, process.env);
  stderr.write(formatError(tool.name, error, verbose));
  // One object and no more: what a command printed before it failed is not followed by a second
  // one.
  if (json && !stdout.hasWritten) stdout.write(`${JSON.stringify(describeError(error))}\n`);
}

/**
 * Waits for the output to leave. An answer that could not be written is a failure, whatever it was.
 */
async function finish({ tool, stdout, stderr }: Shell, code: ExitCode): Promise<ExitCode> {
  await stdout.flush();
  const { failure } = stdout;
  if (failure === undefined) return code;
  const error = new LighthouseError(
    failure.code === 'ENOSPC' ? 'LH_DISK_FULL' : 'LH_IO',
    'cannot write to stdout',
    { cause: failure },
  );
  stderr.write(formatError(tool.name, error, false));
  return exitCodeForError(error);
}
