import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterEach, expect, test } from '@jest/globals';
import { bundleForTest, createScope } from '@lighthouse/testkit';

const CYCLES = 500;
const scope = createScope(afterEach);
const what = `a disk that fills ${CYCLES} times costs nothing that was acknowledged`;
const reason = whyNoNamespace();

if (reason === undefined) test(what, fillOverAndOver, 120_000);
else test(`${what}: NOT TESTED HERE, ${reason}`, () => expect(reason).not.toBe(''));

async function fillOverAndOver(): Promise<void> {
  const folder = await scope.folder();
  const child = await bundleForTest(new URL('faults-full-disk-child.ts', import.meta.url), folder);
  const mount = path.join(folder, 'mount');
  mkdirSync(mount);
  const script = 'mount -t tmpfs -o size=2m none "$1" && exec "$2" "$3" "$1" "$4"';
  const args = ['-Urm', 'sh', '-c', script, 'sh', mount, process.execPath, child, String(CYCLES)];
  const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  const result = JSON.parse(stdout) as Record<string, unknown>;
  expect(result).toMatchObject({ missing: [], value: 'intact', refused: CYCLES });
  // What was refused is not there: every stored event was acknowledged.
  expect(result['stored']).toBe(result['acknowledged']);
}

/** Says why a disk of our own can't be made here; undefined when it can. */
function whyNoNamespace(): string | undefined {
  const args = ['-Urm', 'mount', '-t', 'tmpfs', 'none', '/mnt'];
  const { status, error } = spawnSync('unshare', args, { encoding: 'utf8' });
  if (error !== undefined) return 'unshare is not installed';
  return status === 0 ? undefined : 'user namespaces may not mount';
}
