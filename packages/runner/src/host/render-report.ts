import { spawn } from 'node:child_process';
import process from 'node:process';
import { withoutOwnVariables } from './bridge-process.ts';

const RENDER_TIMEOUT_MS = 60_000;
const OUTPUT_LENGTH_MAX = 4000;

/** Lets the companion lh-report write a run's page. Resolves with what went wrong, or nothing. */
export function renderReport(
  program: string,
  runFolder: string,
  htmlFile: string,
): Promise<string | undefined> {
  const args = [program, runFolder, '--html', htmlFile, '--quiet'];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: withoutOwnVariables(process.env),
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), RENDER_TIMEOUT_MS);
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(0, OUTPUT_LENGTH_MAX);
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve(code === 0 ? undefined : output.trim() || `it ended with ${signal ?? code}`);
    });
  });
}
