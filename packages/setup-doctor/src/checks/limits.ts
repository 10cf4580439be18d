import { formatCount } from '@lighthouse/cli-kit/format';
import { readLimit, readPids } from '@lighthouse/machine';
import { judge, pass, skip, type Check, type Machine, type Outcome } from '../check.ts';

/** 1,000 agents with two connections each on both ends, and some room. */
const FILES_FOR_LARGE = 5000;
const FILES_FOR_SMALL = 256;
const PROCESSES_MIN = 128;
/** Generator and bridge have about 15 threads each, and one more for every thread of load. */
const PIDS_FREE_MIN = 64;

export const limitChecks: readonly Check[] = [
  { id: 'limits.files', group: 'limits', title: 'open files', run: checkFiles },
  { id: 'limits.processes', group: 'limits', title: 'processes and threads', run: checkProcesses },
  { id: 'limits.pids', group: 'limits', title: 'processes of the cgroup', run: checkPids },
];

/** Node raises its soft limit to the hard one when it starts, so only the hard limit counts. */
function checkFiles({ readText }: Machine): Outcome {
  const limit = readLimit('Max open files', readText);
  if (limit === undefined) return skip('no /proc/self/limits here');
  return judge(limit.hard >= FILES_FOR_LARGE, {
    found: `${formatLimit(limit.hard)} (hard limit)`,
    needed: `${formatCount(FILES_FOR_LARGE)} for 1,000 agents`,
    advice: `as root: ulimit -Hn ${FILES_FOR_LARGE * 4}, or LimitNOFILE= of the service`,
    otherwise: limit.hard >= FILES_FOR_SMALL ? 'warn' : 'fail',
  });
}

function checkProcesses({ readText }: Machine): Outcome {
  const limit = readLimit('Max processes', readText);
  if (limit === undefined) return skip('no /proc/self/limits here');
  return judge(limit.hard >= PROCESSES_MIN, {
    found: formatLimit(limit.hard),
    needed: `${PROCESSES_MIN}`,
    advice: 'as root: raise nproc in limits.conf, or LimitNPROC= of the service',
    otherwise: 'fail',
  });
}

function checkPids({ readText }: Machine): Outcome {
  const pids = readPids(readText);
  if (pids === undefined) return pass('no limit');
  return judge(pids.max - pids.current >= PIDS_FREE_MIN, {
    found: `${formatCount(pids.current)} of ${formatCount(pids.max)} in use`,
    needed: `${PIDS_FREE_MIN} free`,
    advice: 'raise pids.max of the cgroup, or the pids limit of the container',
    otherwise: 'fail',
  });
}

function formatLimit(limit: number): string {
  return limit === Infinity ? 'unlimited' : formatCount(limit);
}
