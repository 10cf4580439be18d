// Not from the whole of contract: its schemas would be built at every start.
import { exitCodeForError, hasErrorCode, LighthouseError } from '@lighthouse/contract/errors';
import { EXIT, type ExitCode } from '@lighthouse/contract/exit-codes';
import { builtVersion } from './built-version.ts';
import { checkTool } from './check-tool.ts';
import type { Output } from './output.ts';
import { failureStyle, type Environment } from './read-flags.ts';
import { describeError, formatError } from './report-error.ts';
import { exitCodeOfSignal, type SignalWatch } from './signals.ts';
import { commandsOfGroup } from './tool.ts';
import type { Tool } from './tool.ts';

/** A tool, and all of a process that it sees. */
export interface Shell {
  readonly tool: Tool;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
  readonly signals: Pick<SignalWatch, 'signal' | 'interruptedBy'>;
  readonly nowMs: () => number;
}

/** Parses, calls the command, prints what it throws; gives the exit code. Never rejects. */
export async function answerCommandLine(shell: Shell): Promise<ExitCode> {
  const code = await answer(shell).catch((error: unknown) => failed(shell, error));
  return finish(shell, code);
}

async function answer(shell: Shell): Promise<ExitCode> {
  const { tool, argv, stdout, stderr, signals, env, cwd, nowMs } = shell;
  checkTool(tool);
  if (argv.length === 1 && argv[0] === '--version') return showVersion(tool, stdout);
  // What only other answers need is loaded here: a version is asked for by scripts, and often.
  const { parseArgs } = await import('./parse-args.ts');
  const invocation = parseArgs(tool, argv, env);
  if (invocation.kind === 'version') return showVersion(tool, stdout);
  if (invocation.kind === 'help') {
    const { helpText } = await import('./help.ts');
    const shown = invocation.group === undefined ? tool : groupAsTool(tool, invocation.group);
    stdout.write(await helpText(shown, invocation.command, stdout.columns));
    return EXIT.good;
  }
  const { command, args, common } = invocation;
  const { createIo } = await import('./create-io.ts');
  const io = createIo({ stdout, stderr, signals, common, env, cwd, nowMs });
  try {
    return await command.run(args, io);
  } finally {
    io.progress.end();
  }
}

/** What there is to say of a group alone: its commands. */
function groupAsTool(tool: Tool, group: string): Tool {
  const summary = `Commands of ${tool.name} ${group}; more on each with --help.`;
  return { ...tool, summary, commands: commandsOfGroup(tool, group) };
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

export function printError({ tool, stdout, stderr, argv, env }: Shell, error: unknown): void {
  const { json, verbose } = failureStyle(argv, env);
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
