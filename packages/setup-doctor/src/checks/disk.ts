import {
  closeSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { formatBytes, formatCount, formatDuration } from '@lighthouse/cli-kit/format';
import { freeBytes, nearestExisting } from '@lighthouse/machine';
import { median } from '../median.ts';
import { isWritable } from '../writable.ts';
import { judge, skip, type Check, type Machine, type Outcome } from '../check.ts';

const FREE_MIN_BYTES = 2 ** 30;
const FILES_FREE_MIN = 10_000;
/** f_type of statfs(2). */
const FILE_SYSTEMS = new Map([
  [0x01021994, 'tmpfs'],
  [0x858458f6, 'ramfs'],
  [0x6969, 'nfs'],
  [0xff534d42, 'cifs'],
  [0x01021997, '9p'],
  [0x65735546, 'fuse'],
  [0xef53, 'ext4'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0xf2f52010, 'f2fs'],
  [0x794c7630, 'overlayfs'],
  [0x2fc12fc1, 'zfs'],
]);
const IN_MEMORY = new Set(['tmpfs', 'ramfs']);
const REMOTE = new Set(['nfs', 'cifs', '9p', 'fuse']);
const SYNC_COUNT = 31;
const SYNC_BYTES = 4096;
const SYNC_WARN_MS = 20;
/** A disk that is full, may not be written or is over its quota: not a check that broke. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM']);

export const diskChecks: readonly Check[] = [
  { id: 'disk.results', group: 'disk', title: 'folder for results', run: checkResultsDir },
  { id: 'disk.space', group: 'disk', title: 'free space', run: checkSpace },
  { id: 'disk.files', group: 'disk', title: 'room for files', run: checkFilesFree },
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
  const free = freeBytes(resultsDir);
  return judge(free >= FREE_MIN_BYTES, {
    found: formatBytes(free),
    needed: `${formatBytes(FREE_MIN_BYTES)}: a million events take about 450 MiB`,
    advice: 'free some, or choose another folder with --out',
    otherwise: 'fail',
  });
}

function checkFilesFree({ resultsDir }: Machine): Outcome {
  const { files, ffree } = statfsSync(nearestExisting(resultsDir));
  // Some file systems make inodes as they go, and say 0.
  if (files === 0) return skip('this file system has no fixed number of files');
  return judge(ffree >= FILES_FREE_MIN, {
    found: `${formatCount(ffree)} inodes free`,
    needed: formatCount(FILES_FREE_MIN),
    advice: 'remove files, or choose another folder with --out',
    otherwise: 'warn',
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

function checkSync({ resultsDir, nowMs }: Machine): Outcome {
  try {
    const durationsMs = measureSyncs(nearestExisting(resultsDir), nowMs);
    const [middle, worst] = [median(durationsMs), Math.max(...durationsMs)];
    return judge(middle <= SYNC_WARN_MS, {
      found: `${formatDuration(middle)} median, ${formatDuration(worst)} worst of ${SYNC_COUNT}`,
      needed: `at most ${SYNC_WARN_MS} ms`,
      advice: 'every acknowledged command waits for this: use a faster disk',
      otherwise: 'warn',
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!NO_ROOM.has(code)) throw error;
    return judge(false, {
      found: code === 'ENOSPC' ? 'the disk is full' : `cannot be written (${code})`,
      needed: 'to write 128 KiB',
      advice: 'free some space, or choose another folder with --out',
      otherwise: 'fail',
    });
  }
}

/** Appends to a file and syncs it, as the log does when one caller waits for each event. */
function measureSyncs(parent: string, nowMs: () => number): number[] {
  const folder = mkdtempSync(path.join(parent, '.lh-doctor-'));
  try {
    const file = openSync(path.join(folder, 'sync'), 'wx');
    try {
      const block = new Uint8Array(SYNC_BYTES).fill(1);
      return Array.from({ length: SYNC_COUNT }, (_, i) => {
        const before = nowMs();
        writeSync(file, block, 0, block.length, i * SYNC_BYTES);
        fdatasyncSync(file);
        return nowMs() - before;
      });
    } finally {
      closeSync(file);
    }
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
