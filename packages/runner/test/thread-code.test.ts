import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const dist = new URL('../dist/', import.meta.url);
const IMPORTED = /(?:from|import)"\.\/([^"]+\.mjs)"/g;
const IMPORTED_LATE = /import\("\.\/([^"]+\.mjs)"\)/g;

/** A file of the tool, with all that is loaded along with it. */
function loadedWith(name: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(name)) return seen;
  const text = readFileSync(new URL(name, dist), 'utf8');
  seen.set(name, text);
  for (const [, next = ''] of text.matchAll(IMPORTED)) loadedWith(next, seen);
  return seen;
}

const hasSchemas = (files: Map<string, string>) =>
  [...files.values()].some((text) => text.includes('ZodType'));

test('a load thread has no schemas in memory, unless some agents lie', () => {
  const loaded = loadedWith('worker.mjs');
  expect(hasSchemas(loaded)).toBe(false);
  const late = [...loaded.values()].flatMap((text) =>
    [...text.matchAll(IMPORTED_LATE)].map(([, name = '']) => name),
  );
  expect(late).toHaveLength(1);
  expect(hasSchemas(loadedWith(late[0] ?? ''))).toBe(true);
});

test('a run loads neither Prometheus nor undici of its own accord', () => {
  const loaded = [...loadedWith('lh-run.mjs').values()].join('\n');
  const run = /import\("\.\/(run-[^"]+\.mjs)"\)/.exec(loaded)?.[1] ?? '';
  const text = [...loadedWith(run).values()].join('\n');
  // It is the code of a run that was found.
  expect(text).toContain('maxYoungGenerationSizeMb');
  expect(text).not.toMatch(/undici|prom-client/);
});
