// Makes a copy of the built lh-run whose bridge can be made wrong: build-zoo.mjs <folder>
import { cp, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { PATCHES, PRELUDE } from './defects.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const packages = path.resolve(here, '../../..');
const dist = path.join(packages, 'runner/dist');
const folder = process.argv[2];

await mkdir(path.join(folder, 'companions'), { recursive: true });
for (const name of ['lh-run.mjs', 'worker.mjs', 'watch-worker.mjs'])
  await cp(path.join(dist, name), path.join(folder, name));

const patched = new Set();
await build({
  entryPoints: [path.join(packages, 'bridge/src/main.ts')],
  outfile: path.join(folder, 'companions/lh-bridge.mjs'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  conditions: ['@lighthouse/source'],
  logLevel: 'error',
  minifyWhitespace: true,
  define: { __LIGHTHOUSE_VERSION__: '"0.0.0-zoo"' },
  banner: {
    js: `import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);${PRELUDE}`,
  },
  plugins: [{ name: 'zoo', setup: (it) => it.onLoad({ filter: /\.ts$/ }, patchFile) }],
});
const missing = PATCHES.filter(({ file }) => !patched.has(file)).map(({ file }) => file);
if (missing.length > 0) throw new Error(`not in the bundle: ${[...new Set(missing)].join(', ')}`);

async function patchFile({ path: file }) {
  const name = path.relative(packages, file);
  const own = PATCHES.filter((patch) => patch.file === name);
  if (own.length === 0) return undefined;
  let contents = await readFile(file, 'utf8');
  for (const { find, put } of own) {
    if (contents.split(find).length !== 2)
      throw new Error(`${name} does not hold once what the zoo replaces: ${find}`);
    contents = contents.replace(find, () => put);
  }
  patched.add(name);
  return { contents, loader: 'ts' };
}
