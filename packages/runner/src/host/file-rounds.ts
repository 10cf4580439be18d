import {
  closeSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { Trend } from '@lighthouse/verdict';
import { FILE_OPERATIONS, type FileOperation } from '@lighthouse/contract/file-operations';
import type { ProbeShare } from '../filesystem/probe-task.ts';

type Timed = <T>(operation: FileOperation, call: () => T) => T;

/**
 * Makes, fills, syncs, reads, renames and removes one file after the other in a folder, by
 * synchronous calls. Each call is timed alone, so that a slow fsync is not blamed on the create
 * after it; opening for the read and closing are not timed.
 */
export class FileRounds {
  readonly #folder: string;
  readonly #content: Buffer;
  readonly #nowMs: () => number;
  readonly #trends = new Map<FileOperation, Trend>(
    FILE_OPERATIONS.map((name) => [name, new Trend('wide')]),
  );
  #rounds = 0;
  #workedMs = 0;
  #wrongReads = 0;

  constructor(folder: string, sizeBytes: number, nowMs: () => number) {
    this.#folder = folder;
    // Not all zeros: a file system may keep holes instead.
    this.#content = Buffer.alloc(sizeBytes, 'lighthouse filesystem probe\n');
    this.#nowMs = nowMs;
  }

  /** The first calls of a process are slow for reasons of its own: nothing of this is counted. */
  warmUp(): void {
    this.#round((_operation, call) => call());
    this.#wrongReads = 0;
  }

  round(): void {
    const beganMs = this.#nowMs();
    this.#round((operation, call) => {
      const startMs = this.#nowMs();
      const value = call();
      this.#trends.get(operation)?.record((this.#nowMs() - startMs) * 1000);
      return value;
    });
    this.#rounds++;
    this.#workedMs += this.#nowMs() - beganMs;
  }

  share(): ProbeShare {
    const take = (name: FileOperation) => this.#trends.get(name)?.take();
    return {
      rounds: this.#rounds,
      workedMs: this.#workedMs,
      wrongReads: this.#wrongReads,
      times: {
        create: take('create'),
        write: take('write'),
        fsync: take('fsync'),
        read: take('read'),
        rename: take('rename'),
        unlink: take('unlink'),
      },
    };
  }

  #round(timed: Timed): void {
    const file = path.join(this.#folder, 'probe');
    const renamed = path.join(this.#folder, 'probe-renamed');
    withFile(
      timed('create', () => openSync(file, 'wx')),
      (fd) => {
        timed('write', () => writeWhole(fd, this.#content));
        timed('fsync', () => fsyncSync(fd));
      },
    );
    const got = Buffer.alloc(this.#content.length);
    withFile(openSync(file, 'r'), (fd) => timed('read', () => readWhole(fd, got)));
    if (!got.equals(this.#content)) this.#wrongReads++;
    timed('rename', () => renameSync(file, renamed));
    timed('unlink', () => unlinkSync(renamed));
  }
}

function withFile(fd: number, use: (fd: number) => void): void {
  try {
    use(fd);
  } finally {
    closeSync(fd);
  }
}

function writeWhole(fd: number, content: Buffer): void {
  let at = 0;
  while (at < content.length) at += writeSync(fd, content, at);
}

/** Stops where the file ends: what is missing then differs from what was written. */
function readWhole(fd: number, into: Buffer): void {
  let at = 0;
  while (at < into.length) {
    const count = readSync(fd, into, at, into.length - at, null);
    if (count === 0) return;
    at += count;
  }
}
