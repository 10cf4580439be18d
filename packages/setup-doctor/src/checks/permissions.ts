import { statSync } from 'node:fs';
import path from 'node:path';
import { findKeyFiles, KEYS_FOLDER, LOG_FOLDER, OTHERS } from '../key-files.ts';
import { judge, skip, type Check, type Machine, type Outcome } from '../check.ts';

const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

export const permissionChecks: readonly Check[] = [
  { id: 'permissions.keys', group: 'permissions', title: 'key files', run: checkKeys },
  { id: 'permissions.apart', group: 'permissions', title: 'keys outside of logs', run: checkApart },
  { id: 'permissions.folders', group: 'permissions', title: 'folders', run: checkFolders },
];

/** The tools refuse a key that others can read: better to hear of it here. */
function checkKeys(machine: Machine): Outcome {
  if (machine.platform === 'win32') return skip('this system has no modes');
  const keys = findKeyFiles(machine);
  if (keys.length === 0) return skip('none yet; lh-doctor --fix makes one');
  const open = keys.filter(({ stats }) => (stats.mode & OTHERS) !== 0);
  const names = open.slice(0, 3).map((key) => path.relative(machine.cwd, key.path));
  const more = open.length > names.length ? ` and ${open.length - names.length} more` : '';
  return judge(open.length === 0, {
    found:
      open.length === 0
        ? `${keys.length} for their owner alone`
        : `others can use ${names.join(', ')}${more}`,
    needed: 'mode 0600',
    advice: 'lh-doctor --fix, or chmod 600; whoever may have read it can forge a log',
    otherwise: 'fail',
  });
}

function checkApart(machine: Machine): Outcome {
  const keys = findKeyFiles(machine);
  if (keys.length === 0) return skip('none yet; lh-doctor --fix makes one');
  const log = path.resolve(machine.cwd, LOG_FOLDER);
  const inside = keys.filter((key) => !path.relative(log, key.path).startsWith('..'));
  return judge(inside.length === 0, {
    found: inside.length === 0 ? 'yes' : `${inside.length} in ${LOG_FOLDER}`,
    needed: `no key in ${LOG_FOLDER}`,
    advice: 'whoever copies the log copies the key: move it out',
    otherwise: 'fail',
  });
}

function checkFolders(machine: Machine): Outcome {
  if (machine.platform === 'win32') return skip('this system has no modes');
  const folders = [path.join(machine.cwd, KEYS_FOLDER), machine.resultsDir];
  const there = folders.filter((folder) => statSync(folder, { throwIfNoEntry: false }));
  if (there.length === 0) return skip('none yet; lh-doctor --fix makes them');
  const open = there.filter((folder) => {
    const { mode } = statSync(folder);
    return (mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0;
  });
  const names = open.map((folder) => path.relative(machine.cwd, folder)).join(', ');
  return judge(open.length === 0, {
    found:
      open.length === 0 ? 'only their owner can write to them' : `others can write to ${names}`,
    needed: 'write permission for the owner alone',
    advice: `chmod go-w ${names}: whoever can write there can replace keys and results`,
    otherwise: 'warn',
  });
}
