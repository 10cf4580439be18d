import fs from 'node:fs';
import { assert } from '@lighthouse/contract/errors';
import type { LogFs } from './log-fs.ts';

type LogFile = ReturnType<LogFs['open']>;

/** Told how many bytes were read; may throw to stop the reading. */
export type OnRead = (byteCount: number) => void;

/**
 * The file system as an auditor may have it: it lists folders and reads regular files, and can do
 * nothing else. Whatever is asked of it, a store can't be changed through it.
 */
export function createReadOnlyFs(onRead: OnRead = () => {}): LogFs {
  return {
    open: (path, mode) => {
      assert(mode === 'read', 'a verifier opens files for reading');
      return openFile(path, onRead);
    },
    list: (dir) => fs.readdirSync(dir).toSorted(),
    mkdir: refuse,
    rename: refuse,
    link: refuse,
    unlink: refuse,
    fsyncDir: refuse,
    fsyncDirAsync: refuse,
  };
}

function openFile(path: string, onRead: OnRead): LogFile {
  // Without O_NONBLOCK a pipe that somebody put into the folder would hold the verifier up for
  // ever.
  const fd = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  if (!fs.fstatSync(fd).isFile()) {
    fs.closeSync(fd);
    throw Object.assign(new Error('not a regular file'), { code: 'EINVAL' });
  }
  return {
    size: () => fs.fstatSync(fd).size,
    pread: (target, position) => {
      const count = readFully(fd, target, position);
      onRead(count);
      return count;
    },
    close: () => fs.closeSync(fd),
    pwrite: refuse,
    pwriteAsync: refuse,
    fdatasync: refuse,
    fdatasyncAsync: refuse,
    fsync: refuse,
    fsyncAsync: refuse,
    ftruncate: refuse,
    ftruncateAsync: refuse,
  };
}

function readFully(fd: number, target: Uint8Array, position: number): number {
  let done = 0;
  while (done < target.length) {
    const count = fs.readSync(fd, target, done, target.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

function refuse(): never {
  assert(false, 'a verifier changes nothing');
}
