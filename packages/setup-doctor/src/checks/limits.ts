import { readLimit, readPidsLimit } from '@lighthouse/machine';
import { judge, pass, skip, type Check, type Machine, type Outcome } from '../check.ts';

/** 1,000 agents with two connections each on both ends, and some room. */
const FILES_FOR_LARGE = 5000;
const FILES_FOR_SMALL = 256;
const PROCESSES_MIN = 128;

export const limitChecks: readonly Check[] = [
  { id: 'limits.files', group: 'limits', title: 'open files', run: checkFiles },
  { id: 'limits.processes', group: 'limits', title: 'processes and threads', run: checkProcesses },
];

/** Node raises its soft limit to the hard one when it starts, so only the hard limit counts. */
function checkFiles({ readText }: Machine): Outcome {
  const limit = readLimit('Max open files', readText);
  if (limit === undefined) return skip('no /proc/self/limits here');
  return judge(limit.hard >= FILES_FOR_LARGE, {
    found: `${limit.hard} (hard limit)`,
    needed: `${FILES_FOR_LARGE} for 1,000 agents`,
    advice: `as root: ulimit -Hn ${FILES_FOR_LARGE * 4}, or LimitNOFILE= of the service`,
    otherwise: limit.hard >= FILES_FOR_SMALL ? 'warn' : 'fail',
  });
}

function checkProcesses({ readText }: Machine): Outcome {
  const limit = readLimit('Max processes', readText);
  const pids = readPidsLimit(readText);
  if (limit === undefined && pids === undefined) return skip('no limit to be seen here');
  const smallest = Math.min(limit?.hard ?? Infinity, pids ?? Infinity);
  if (smallest === Infinity) return pass('unlimited');
  return judge(smallest >= PROCESSES_MIN, {
    found: String(smallest),
    needed: String(PROCESSES_MIN),
    advice: 'raise ulimit -u, or pids.max of the cgroup',
    otherwise: 'fail',
  });
}
