import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { formatMebibytes, formatMilliseconds, median } from '../format.ts';
import { judge, type Check, type Machine, type Outcome } from '../check.ts';

const FREE_MIN_BYTES = 1024 * 2 ** 20;
/** f_type of statfs(2). */
const FILE_SYSTEMS = new Map([
  [0x01021994, 'tmpfs'],
  [0x858458f6, 'ramfs'],
  [0x6969, 'nfs'],
  [0x65735546, 'fuse'],
  [0xef53, 'ext4'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0x794c7630, 'overlayfs'],
  [0x2fc12fc1, 'zfs'],
]);
const IN_MEMORY = new Set(['tmpfs', 'ramfs']);
const REMOTE = new Set(['nfs', 'fuse']);
const SYNC_COUNT = 31;
const SYNC_BYTES = 4096;
const SYNC_WARN_MS = 20;

export const diskChecks: readonly Check[] = [
  { id: 'disk.results', group: 'disk', title: 'folder for results', run: checkResultsDir },
  { id: 'disk.space', group: 'disk', title: 'free space', run: checkSpace },
  { id: 'disk.filesystem', group: 'disk', title: 'file system', run: checkFileSystem },
  {
    id: 'disk.fdatasync',
    group: 'disk',
    title: 'time to make 4 KiB durable',
    run: checkSync,
    isMeasurement: true,
  },
  { id: 'disk.temporary', group: 'disk', title: 'folder for temporary files', run: checkTemporary },
];

/** The results folder, or the folder above it that is there. */
function nearestExisting(folder: string): string {
  let current = path.resolve(folder);
  while (!existsSync(current) && path.dirname(current) !== current) current = path.dirname(current);
  return current;
}

/** Tries it: permission bits say too little for root, read-only mounts and special file systems. */
function isWritable(folder: string): boolean {
  try {
    rmdirSync(mkdtempSync(path.join(folder, '.lh-doctor-')));
    return true;
  } catch {
    return false;
  }
}

function checkResultsDir({ resultsDir }: Machine): Outcome {
  const folder = nearestExisting(resultsDir);
  const writable = isWritable(folder);
  return judge(writable, {
    found: `${resultsDir} ${writable ? 'can be written' : 'cannot be written'}`,
    needed: 'write permission',
    advice: `choose another folder with --out, or: chmod u+wx ${folder}`,
    otherwise: 'fail',
  });
}

function checkSpace({ resultsDir }: Machine): Outcome {
  const { bavail, bsize } = statfsSync(nearestExisting(resultsDir));
  return judge(bavail * bsize >= FREE_MIN_BYTES, {
    found: formatMebibytes(bavail * bsize),
    needed: `${formatMebibytes(FREE_MIN_BYTES)}: a million events take about 400 MiB`,
    advice: 'free some, or choose another folder with --out',
    otherwise: 'fail',
  });
}

function checkFileSystem({ resultsDir }: Machine): Outcome {
  const { type } = statfsSync(nearestExisting(resultsDir));
  const name = FILE_SYSTEMS.get(type) ?? `type 0x${type.toString(16)}`;
  return judge(!IN_MEMORY.has(name) && !REMOTE.has(name), {
    found: name,
    needed: 'a local disk',
    advice: IN_MEMORY.has(name)
      ? 'nothing is durable here, and syncing costs nothing: figures would flatter the target'
      : 'latency of a remote or user-space file system will show in every figure',
    otherwise: 'warn',
  });
}

/** Appends to a file and syncs it, as the log does when one caller waits for each event. */
function checkSync({ resultsDir, nowMs }: Machine): Outcome {
  const folder = mkdtempSync(path.join(nearestExisting(resultsDir), '.lh-doctor-'));
  try {
    const file = openSync(path.join(folder, 'sync'), 'wx');
    const block = new Uint8Array(SYNC_BYTES).fill(1);
    const durationsMs: number[] = [];
    for (let i = 0; i < SYNC_COUNT; i++) {
      const before = nowMs();
      writeSync(file, block, 0, block.length, i * SYNC_BYTES);
      fdatasyncSync(file);
      durationsMs.push(nowMs() - before);
    }
    closeSync(file);
    const worst = Math.max(...durationsMs);
    return judge(median(durationsMs) <= SYNC_WARN_MS, {
      found: `${formatMilliseconds(median(durationsMs))} median, ${formatMilliseconds(worst)} worst of ${SYNC_COUNT}`,
      needed: `at most ${SYNC_WARN_MS} ms`,
      advice: 'every acknowledged command waits for this: use a faster disk',
      otherwise: 'warn',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function checkTemporary({ temporaryDir }: Machine): Outcome {
  const writable = isWritable(temporaryDir);
  return judge(writable, {
    found: `${temporaryDir} ${writable ? 'can be written' : 'cannot be written'}`,
    needed: 'write permission',
    advice: 'set TMPDIR to a folder of yours',
    otherwise: 'fail',
  });
}
