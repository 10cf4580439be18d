// Writes the pages under docs/ that are made from source: node tools/build/write-docs.mjs
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from './nx.mjs';

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['tools/tidy/src/error-docs.ts'],
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  conditions: ['@lighthouse/source'],
});
const { renderErrorDocs } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);
await writeFile(path.join(root, 'docs/errors.md'), renderErrorDocs());
