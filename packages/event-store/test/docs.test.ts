import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { build } from 'esbuild';

const scope = createScope(afterEach);
const page = fileURLToPath(new URL('../../../docs/event-store.md', import.meta.url));
const examples = [...readFileSync(page, 'utf8').matchAll(/```ts\n(.*?)```\n\n```text\n(.*?)```/gs)];

test('docs/event-store.md has its examples', () => expect(examples).toHaveLength(4));

test.each(examples.map(([, program = '', output = ''], index) => [index + 1, program, output]))(
  'example %d of docs/event-store.md prints what it says',
  async (_number, program, output) => {
    const folder = await scope.folder();
    const outfile = path.join(folder, 'example.mjs');
    await build({
      stdin: { contents: String(program), resolveDir: import.meta.dirname, loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      conditions: ['@lighthouse/source'],
      logLevel: 'error',
    });
    const cwd = path.join(folder, 'work');
    mkdirSync(cwd);
    writeFileSync(path.join(cwd, '.keep'), '');
    // A terminal's colours are not in the document.
    const { FORCE_COLOR: _colour, ...env } = process.env;
    const run = spawnSync(process.execPath, [outfile], { cwd, env, encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.stdout).toBe(output);
  },
);
