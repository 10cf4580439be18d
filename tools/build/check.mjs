// One check of the whole tree: node tools/build/check.mjs format|lint|types. One pass costs a
// fraction of one for each project. The count goes to .test/<check>.json, where npm test finds it,
// also when nx took the check from its cache.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root } from './nx.mjs';

const TSC = 'typescript-7/bin/tsc';
/** For each check the commands (a script in node_modules, its arguments) that must all succeed. */
const COMMANDS = {
  format: [['prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.']],
  lint: [['oxlint/bin/oxlint', '--type-aware', '.']],
  types: [
    [TSC, '-p', '.'],
    [TSC, '-p', 'apps'],
  ],
};

const [name = ''] = process.argv.slice(2);
const commands = COMMANDS[name];
if (commands === undefined) {
  console.error(`check: no check ${name}; there are ${Object.keys(COMMANDS).join(', ')}`);
  process.exit(64);
}
const results = commands.map(([script, ...args]) => {
  const command = [path.join(root, 'node_modules', script), ...args];
  return spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' }).status;
});
const good = results.every((status) => status === 0);
mkdirSync(path.join(root, '.test'), { recursive: true });
writeFileSync(path.join(root, `.test/${name}.json`), JSON.stringify({ good }));
process.exitCode = good ? 0 : 1;
