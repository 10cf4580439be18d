import { spawn, type ChildProcess } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** Takes what must be called to stop something that was started. */
export type Own = (stop: () => Promise<unknown>) => void;

export interface ToolEnd {
  readonly code: number;
  readonly stderr: string;
}

const PROGRAMS = {
  'lh-run': './run/lh-run.mjs',
  'lh-bridge': './run/companions/lh-bridge.mjs',
} as const;
export type Tool = keyof typeof PROGRAMS;

const STDERR_LENGTH_MAX = 16 * 1024;
const STOP_TIMEOUT_MS = 20_000;

/**
 * Starts a tool of this package. The tool is told all on its command line: LH_… is kept
 * from it.
 */
export function startTool(
  tool: Tool,
  args: readonly string[],
  folder: string,
  own: Own,
): { readonly child: ChildProcess; readonly end: Promise<ToolEnd> } {
  const env = Object.entries(process.env).filter(([name]) => !name.startsWith('LH_'));
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL(PROGRAMS[tool], import.meta.url)), ...args],
    {
      cwd: folder,
      // With the channel, or with its stdin, it learns that this worker has died.
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
      env: { ...Object.fromEntries(env), TMPDIR: folder, NODE_OPTIONS: '' },
    },
  );
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_LENGTH_MAX);
  });
  const end = new Promise<ToolEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, stderr }));
  });
  own(() => stopTool(child, end));
  return { child, end };
}

/**
 * Runs a tool to its end. Rejects with what it wrote to stderr when its exit code is not
 * asked for.
 */
export async function runTool(
  tool: Tool,
  args: readonly string[],
  folder: string,
  own: Own,
  codes: readonly number[] = [0],
): Promise<void> {
  const { child, end } = startTool(tool, args, folder, own);
  child.stdout?.resume();
  const { code, stderr } = await end;
  if (!codes.includes(code))
    throw new Error(`${tool} ${args[0]} ended with ${code}\n${stderr.trim()}`);
}

/** Lets it finish what it is doing; kills it when that takes too long. */
export async function stopTool(child: ChildProcess, end: Promise<ToolEnd>): Promise<ToolEnd> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  try {
    return await end;
  } finally {
    clearTimeout(timer);
  }
}
