// The whole of `npm start`: installs and builds what is missing, checks this machine, then runs a
// small scenario end to end. Arguments go to lh-run: npm start -- medium --seed 7
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { bootstrap } from './bootstrap.mjs';
import { root } from './nx.mjs';

bootstrap();
const given = process.argv.slice(2);
const runArgs = given.some((arg) => !arg.startsWith('-')) ? given : ['small', ...given];
process.exitCode =
  tool('setup-doctor', 'lh-doctor', ['--brief']) || tool('runner', 'lh-run', runArgs);

function tool(folder, name, args) {
  // Ctrl-C reaches the tool as well; this process waits for what the tool makes of it.
  const ignore = () => {};
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, ignore);
  const bin = path.join(root, 'packages', folder, 'bin', `${name}.mjs`);
  const { status, signal } = spawnSync(process.execPath, [bin, ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  for (const name of ['SIGINT', 'SIGTERM']) process.off(name, ignore);
  return status ?? (signal === 'SIGINT' ? 130 : 143);
}
