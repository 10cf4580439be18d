// Runs jest on one project: node tools/build/jest.mjs <project> [jest options]. Counts go to
// <project>/.test/results.json.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const [project = '.', ...rest] = process.argv.slice(2);
const rootDir = path.resolve(project);
mkdirSync(path.join(rootDir, '.test'), { recursive: true });
const { status } = spawnSync(
  process.execPath,
  [
    '--disable-warning=ExperimentalWarning',
    '--experimental-vm-modules',
    path.join(root, 'node_modules/jest/bin/jest.js'),
    '--config',
    path.join(root, 'jest.config.mjs'),
    '--rootDir',
    rootDir,
    '--json',
    '--outputFile',
    path.join(rootDir, '.test/results.json'),
    ...rest,
  ],
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
);
process.exitCode = status ?? 1;
