import { cp, copyFile, chmod, readFile } from 'node:fs/promises';
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
    readonly receipts?: readonly { readonly seq: number; readonly mac: string }[];
  };
}

/** Copies a golden vector, whose key ring git keeps readable for all, and gives it the right mode. */
export async function copyVector(
  scope: Scope,
  name: string,
): Promise<{ log: string; key: string; folder: string; expected: Expected }> {
  const source = path.join(workspaceRoot(), 'packages/event-store/test/vectors', name);
  const folder = await scope.folder();
  const [log, key] = [path.join(folder, 'log'), path.join(folder, 'keyring.json')];
  await cp(path.join(source, 'log'), log, { recursive: true });
  await copyFile(path.join(source, 'keyring.json'), key);
  await chmod(key, 0o600);
  const expected = JSON.parse(
    await readFile(path.join(source, 'expected.json'), 'utf8'),
  ) as Expected;
  return { log, key, folder, expected };
}
