import { cpSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { resultSchema, RUN_FILES } from '@lighthouse/contract';
import { createScope, runCli, startCli, toolBin, workspaceRoot } from '@lighthouse/testkit';

const LH_RUN = toolBin('lh-run');
const EXAMPLES = path.join(workspaceRoot(), 'examples/http');
const page = readFileSync(path.join(workspaceRoot(), 'docs/scenarios.md'), 'utf8');

const scope = createScope(afterEach);

/** The commands that the page shows for a server that is no bridge, as they stand there. */
function commandsOfThePage(): string[] {
  const [, after = ''] = page.split('## Any HTTP server');
  const [, block = ''] = /```sh\n([\s\S]*?)```/.exec(after) ?? [];
  return block.trim().split('\n');
}

test('the example and the commands on the page do what the page says', async () => {
  const [, example = ''] = /## Any HTTP server[\s\S]*?```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  expect(readFileSync(path.join(EXAMPLES, 'shop.yaml'), 'utf8')).toContain(example);
  const [start = '', run = ''] = commandsOfThePage();
  expect(start).toBe('node examples/http/shop.mjs 8080 &');
  expect(run).toBe('npx lh-run examples/http/shop.yaml');
  const cwd = await scope.folder();
  cpSync(EXAMPLES, path.join(cwd, 'examples/http'), { recursive: true });
  // Another port, for 8080 may be somebody else's.
  const shop = startCli(scope, path.join(cwd, 'examples/http/shop.mjs'), ['0'], { cwd });
  const [url] = await shop.waitForLine(/http:\/\/127\.0\.0\.1:\d+/, 20_000);
  const args = ['examples/http/shop.yaml', '--out', 'run', '--target', url.trim(), '-q'];
  const end = await runCli(LH_RUN, args, { cwd, timeoutMs: 30_000 });
  const result = resultSchema.parse(
    JSON.parse(readFileSync(path.join(cwd, 'run', RUN_FILES.result), 'utf8')),
  );
  expect(result.target).toMatchObject({ kind: 'http', url: url.trim(), embedded: false });
  expect(result.slices.map(({ op }) => op)).toEqual(['add-item', 'look', 'open-cart', 'session']);
  expect(result.total.errors).toEqual({});
  expect(result.conserved).toBe(true);
  expect(result.audit).toMatchObject({ status: 'skipped' });
  expect(result.invariants).toEqual([]);
  expect(end.stdout).toContain('the server is no bridge: it has no log');
  if (result.verdict.value === 'good')
    expect(end.stdout).toContain('! not examined: what the server');
  expect(existsSync(path.join(cwd, 'run', RUN_FILES.report))).toBe(true);
  expect(readFileSync(path.join(cwd, 'run', RUN_FILES.report), 'utf8')).toContain('open-cart');
});
