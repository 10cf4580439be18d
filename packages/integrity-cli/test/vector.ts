import { readFileSync } from 'node:fs';
import { chmod, copyFile, cp } from 'node:fs/promises';
import path from 'node:path';
import { workspaceRoot, type Scope } from '@lighthouse/testkit';

interface ExpectedFinding {
  readonly code: string;
  readonly file?: string;
  readonly seqs?: readonly [number, number];
}

/** What a reader must say of a golden vector; see the README beside the vectors. */
export interface Expected {
  readonly verdict: 'intact' | 'tampered' | 'unknown';
  readonly logId: string;
  readonly lastSeq: number;
  readonly findings: readonly ExpectedFinding[];
  readonly given?: {
    readonly nowUs?: number;
    readonly receipts?: readonly {
      readonly seq: number;
      readonly mac: string;
      readonly incarnation?: number;
    }[];
    readonly checkpoints?: readonly object[];
  };
}

export const VECTORS = path.join(workspaceRoot(), 'packages/event-store/test/vectors');

export function readExpected(name: string): Expected {
  return JSON.parse(readFileSync(path.join(VECTORS, name, 'expected.json'), 'utf8')) as Expected;
}

/**
 * Copies a golden vector, whose key ring git keeps readable for all, and gives it the right mode.
 */
export async function copyVector(
  scope: Scope,
  name: string,
): Promise<{ log: string; key: string; folder: string; expected: Expected }> {
  const folder = await scope.folder();
  const [log, key] = [path.join(folder, 'log'), path.join(folder, 'keyring.json')];
  await cp(path.join(VECTORS, name, 'log'), log, { recursive: true });
  await copyFile(path.join(VECTORS, name, 'keyring.json'), key);
  await chmod(key, 0o600);
  return { log, key, folder, expected: readExpected(name) };
}
