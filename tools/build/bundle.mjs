// Bundles one package: every entry of its "lighthouse.entries" (source -> file in dist) into a
// self-contained ES module; with "lighthouse.split" the entries (all of them together, or each of
// those that it lists by itself) have chunks beside them, so that what is loaded late is parsed
// late. With "lighthouse.types" the types of the entries stand in dist/types. Then copies
// "lighthouse.assets" (file from the workspace root -> file in dist). A package with a command also
// gets the check of Node's version. node tools/build/bundle.mjs <project>
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { writeDeclarations } from './declarations.mjs';
import { root } from './nx.mjs';

const project = path.resolve(process.argv[2] ?? '.');
const manifest = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8'));
const { entries = {}, split = false, types = false, assets = {} } = manifest.lighthouse ?? {};
const dist = path.join(project, 'dist');

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const all = Object.entries(entries).map(([source, name]) => ({
  in: source,
  out: name.replace(/\.mjs$/, ''),
}));
if (split === true) await bundle(all, true);
else for (const entry of all) await bundle([entry], split !== false && split.includes(entry.in));
if (types) await writeDeclarations(project, Object.keys(entries), path.join(dist, 'types'));
for (const [from, to] of Object.entries(assets)) {
  await cp(path.join(root, from), path.join(dist, to), { recursive: true });
}
if (manifest.bin !== undefined)
  await cp(path.join(root, 'tools/build/node-floor.mjs'), path.join(dist, 'node-floor.mjs'));

async function bundle(entryPoints, splitting) {
  const { metafile } = await build({
    absWorkingDir: project,
    entryPoints,
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    splitting,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions: ['@lighthouse/source'],
    minifyWhitespace: true,
    legalComments: 'eof',
    metafile: true,
    logLevel: 'warning',
    loader: { '.wasm': 'binary' },
    define: {
      __LIGHTHOUSE_VERSION__: JSON.stringify(manifest.version),
      // ws would take two native add-ons where it finds them: what runs is what was tested.
      'process.env.WS_NO_BUFFER_UTIL': '"1"',
      'process.env.WS_NO_UTF_8_VALIDATE': '"1"',
    },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
  });
  const external = Object.values(metafile.outputs)
    .flatMap((output) => output.imports)
    // A built-in module of a later Node (undici asks for node:sqlite, if there is one) is not ours
    // to bundle either.
    .filter(({ external, path }) => external && !isBuiltin(path) && !path.startsWith('node:'))
    .map((imported) => imported.path);
  if (external.length > 0)
    throw new Error(`${manifest.name}: not bundled: ${[...new Set(external)].join(', ')}`);
}
