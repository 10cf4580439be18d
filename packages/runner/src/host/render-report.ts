import { spawn } from 'node:child_process';
import process from 'node:process';
import type { ResultsAddress } from '@lighthouse/results-store/address';
import { withoutOwnVariables } from './bridge-process.ts';

const RENDER_TIMEOUT_MS = 60_000;
const STORE_TIMEOUT_MS = 300_000;
const OUTPUT_LENGTH_MAX = 4000;

/** Lets the companion lh-report write a run's page. Resolves with what went wrong, or nothing. */
export function renderReport(
  program: string,
  runFolder: string,
  htmlFile: string,
): Promise<string | undefined> {
  return runReporter([program, runFolder, '--html', htmlFile, '--quiet'], RENDER_TIMEOUT_MS, {});
}

/**
 * Lets the companion lh-report send results to a database: of a run's folder, or of a folder with
 * runs. The address goes by the environment, which other users cannot see.
 */
export function storeResults(
  program: string,
  folder: string,
  address: ResultsAddress,
): Promise<string | undefined> {
  const args = [program, 'push', folder, '--quiet'];
  return runReporter(args, STORE_TIMEOUT_MS, { LH_RESULTS: address.secretUrl() });
}

function runReporter(
  args: readonly string[],
  timeoutMs: number,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...withoutOwnVariables(process.env), ...env },
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
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
