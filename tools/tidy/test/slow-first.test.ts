import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const SEQUENCER = new URL('../../build/slow-first.mjs', import.meta.url).href;

test('files that say they are slow start first, however short they are', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lh-slow-first-'));
  try {
    const order = await orderOf(folder, {
      'long.test.ts': `// says /** @slow */, but not at once\n${'x'.repeat(5000)}`,
      'slow.test.ts': '/** @slow */\nshort',
      'short.test.ts': 'short',
    });
    expect(order).toEqual(['slow.test.ts', 'long.test.ts', 'short.test.ts']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** In what order jest would start them. It has no times of them, and goes by size otherwise. */
async function orderOf(folder: string, files: Readonly<Record<string, string>>) {
  const { default: SlowFirst } = await import(SEQUENCER);
  const context = {
    config: { cacheDirectory: folder, id: 'made-up', rootDir: folder },
    hasteFS: { getSize: (file: string) => statSync(file).size },
  };
  const tests = Object.entries(files).map(([name, text]) => {
    writeFileSync(path.join(folder, name), text);
    return { path: path.join(folder, name), context };
  });
  const sorted = new SlowFirst({ contexts: [], globalConfig: {} }).sort(tests);
  return sorted.map((each: { path: string }) => path.basename(each.path));
}
