// Writes what is made from source, docs/errors.md and packages/contract/schemas:
// node tools/build/write-docs.mjs
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from './nx.mjs';

const { renderErrorDocs } = await load('tools/tidy/src/error-docs.ts');
await writeFile(path.join(root, 'docs/errors.md'), renderErrorDocs());

const { jsonSchemas } = await load('packages/contract/src/json-schemas.ts');
for (const [name, schema] of Object.entries(jsonSchemas())) {
  const file = path.join(root, 'packages/contract/schemas', name);
  await writeFile(file, `${JSON.stringify(schema, undefined, 2)}\n`);
}

/** Imports a module of the workspace from its TypeScript source. */
async function load(source) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [source],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    conditions: ['@lighthouse/source'],
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}
