// Writes what is made from source: docs/errors.md, packages/contract/schemas, the table of
// docs/threat-model.md, and docs/cli.md from the built tools:
// npm run build && node tools/build/write-docs.mjs
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { root } from './nx.mjs';

const { renderErrorDocs } = await load('tools/tidy/src/error-docs.ts');
await writeFile(path.join(root, 'docs/errors.md'), renderErrorDocs());

const { jsonSchemas } = await load('packages/contract/src/json-schemas.ts');
for (const [name, schema] of Object.entries(jsonSchemas())) {
  const file = path.join(root, 'packages/contract/schemas', name);
  await writeFile(file, `${JSON.stringify(schema, undefined, 2)}\n`);
}

const { withClassTable } = await load('packages/event-store/test/mutations/class-table.ts');
const threatModel = path.join(root, 'docs/threat-model.md');
await writeFile(threatModel, withClassTable(await readFile(threatModel, 'utf8')));

const { renderCliDocs } = await load('apps/e2e/src/cli-docs.ts');
await writeFile(path.join(root, 'docs/cli.md'), renderCliDocs(helpOf));

function helpOf(tool, args) {
  const packages = path.join(root, 'packages');
  const files = readdirSync(packages).map((name) => path.join(packages, name, `bin/${tool}.mjs`));
  const file = files.find((candidate) => existsSync(candidate));
  return execFileSync(process.execPath, [file, ...args], { encoding: 'utf8', env: {} });
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
