// Makes a copy of the built lh-run whose bridge can be made wrong: build-zoo.mjs <folder> [lane]
// With "lane" there is a lane.mjs beside it, which does one visit after the other in one process.
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { PATCHES, PRELUDE } from './defects.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const packages = path.resolve(here, '../../..');
const dist = path.join(packages, 'runner/dist');
const [folder, lane] = process.argv.slice(2);
const BRIDGE = path.join(packages, 'bridge/src/main.ts');
/** In a lane the tool of the bridge is not run: it is there to be run, again and again. */
const LANE_PATCHES = [
  { file: 'bridge/src/main.ts', find: 'await runTool(', put: 'export const tool = (' },
];
/** Who starts threads and processes, and what starts them in a lane instead. */
const STARTERS = {
  'node:worker_threads': ['runner/src/host/start-load-thread.ts', 'runner/src/host/log-watch.ts'],
  'node:child_process': ['runner/src/host/bridge-process.ts'],
};
const STARTED_HERE = {
  'node:worker_threads': path.join(here, 'lane-threads.ts'),
  'node:child_process': path.join(here, 'lane-processes.ts'),
};

await mkdir(path.join(folder, 'companions'), { recursive: true });
for (const name of (await readdir(dist)).filter((each) => each.endsWith('.mjs')))
  await cp(path.join(dist, name), path.join(folder, name));
await bundle({ entryPoints: [BRIDGE], outfile: path.join(folder, 'companions/lh-bridge.mjs') }, []);
if (lane === 'lane') {
  const contents = `import { tool } from ${JSON.stringify(BRIDGE)};
    import { runLane } from ${JSON.stringify(path.join(here, 'lane.ts'))};
    await runLane(tool);`;
  const stdin = { contents, resolveDir: here, loader: 'ts' };
  await bundle({ stdin, outfile: path.join(folder, 'lane.mjs') }, LANE_PATCHES);
}

async function bundle(what, more) {
  const patches = [...PATCHES, ...more];
  const patched = new Set();
  const patchFile = async ({ path: file }) => {
    const name = path.relative(packages, file);
    const own = patches.filter((patch) => patch.file === name);
    if (own.length === 0) return undefined;
    patched.add(name);
    return { contents: patch(name, await readFile(file, 'utf8'), own), loader: 'ts' };
  };
  const startHere = ({ path: name, importer }) =>
    STARTERS[name].includes(path.relative(packages, importer))
      ? { path: STARTED_HERE[name] }
      : undefined;
  await build({
    ...what,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions: ['@lighthouse/source'],
    logLevel: 'error',
    minifyWhitespace: true,
    loader: { '.wasm': 'binary' },
    define: { __LIGHTHOUSE_VERSION__: '"0.0.0-zoo"' },
    banner: {
      js: `import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);${PRELUDE}`,
    },
    plugins: [
      {
        name: 'zoo',
        setup: (it) => {
          it.onLoad({ filter: /\.ts$/ }, patchFile);
          it.onResolve({ filter: /^node:(worker_threads|child_process)$/ }, startHere);
        },
      },
    ],
  });
  const missing = patches.filter(({ file }) => !patched.has(file)).map(({ file }) => file);
  if (missing.length > 0) throw new Error(`not in the bundle: ${[...new Set(missing)].join(', ')}`);
}

function patch(name, text, patches) {
  let contents = text;
  for (const { find, put } of patches) {
    if (contents.split(find).length !== 2)
      throw new Error(`${name} does not hold once what the zoo replaces: ${find}`);
    contents = contents.replace(find, () => put);
  }
  return contents;
}
