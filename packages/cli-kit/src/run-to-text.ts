import { PassThrough } from 'node:stream';
import type { ExitCode } from '@lighthouse/contract/exit-codes';
import { answerCommandLine } from './answer-command-line.ts';
import { Output, type StandardStream } from './output.ts';
import type { Environment } from './read-flags.ts';
import type { Tool } from './tool.ts';

/** What a command line sees of the process, and how it is stopped. */
export interface TextShell {
  readonly cwd: string;
  readonly nowMs: () => number;
  readonly env?: Environment;
  readonly signal?: AbortSignal;
  /** Gets what is written to stdout as it comes. */
  readonly onStdout?: (text: string) => void;
}

export interface TextAnswer {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command line of a tool within this process, with pipes for its output; all else is as in
 * runTool. For whoever runs many: a process of its own takes longer to start than most commands
 * take.
 */
export async function runToText(
  tool: Tool,
  argv: readonly string[],
  { cwd, nowMs, env = {}, signal = new AbortController().signal, onStdout }: TextShell,
): Promise<TextAnswer> {
  const [stdout, stderr] = [collector(onStdout), collector()];
  const signals = { signal, interruptedBy: () => (signal.aborted ? 'SIGINT' : undefined) } as const;
  const outputs = { stdout: stdout.output, stderr: stderr.output };
  const code = await answerCommandLine({ tool, argv, env, cwd, nowMs, signals, ...outputs });
  await stderr.output.flush();
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector(onText?: (text: string) => void) {
  const stream = new PassThrough();
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => {
    parts.push(part);
    onText?.(part.toString('utf8'));
  });
  const output = new Output(stream as unknown as StandardStream);
  return { output, text: () => Buffer.concat(parts).toString('utf8') };
}
