import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { test } from '@jest/globals';
import { workspaceRoot } from '@lighthouse/testkit';

export const REFERENCE = path.join(workspaceRoot(), 'tools/reference');
export const VECTORS = path.join(workspaceRoot(), 'packages/event-store/test/vectors');
export const FORMAT_MD = path.join(workspaceRoot(), 'docs/format.md');

export interface PythonResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const TIMEOUT_MS = 60_000;

/** Runs a script of tools/reference. Leaves no compiled files behind. */
export function runPython(args: readonly string[]): PythonResult {
  const options = { cwd: REFERENCE, encoding: 'utf8', timeout: TIMEOUT_MS } as const;
  const { status, stdout, stderr, error } = spawnSync('python3', ['-B', '-S', ...args], options);
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/**
 * Defines tests that need Python. On a machine without it they are one test that says so; in CI,
 * where it has to be there, they fail.
 */
export function describeWithPython(define: () => void): void {
  const isMissing = spawnSync('python3', ['--version']).error !== undefined;
  if (isMissing && process.env['CI'] === undefined) {
    test('is skipped, because python3 is missing on this machine', () => undefined);
    return;
  }
  define();
}
