/**
 * What the event store asks of a file system, and nothing more, so that the same code runs on a
 * disk and in the crash simulator.
 *
 * Everything that fails throws (or rejects with) an `FsError`. Synchronous forms serve opening,
 * recovery and reading; the asynchronous ones serve the commit path, where the event loop must not
 * wait for a disk.
 */
export interface LogFs {
  /**
   * `read` for readers, `write` for an existing file read and written, `create` for a new one:
   * EEXIST when it is there. What is written to a `synchronous` file is as durable when the write
   * returns as after fdatasync: one call instead of two.
   */
  open(
    path: string,
    mode: 'read' | 'write' | 'create',
    options?: { readonly synchronous: boolean },
  ): LogFile;
  /** Names in the folder, sorted by code unit; ENOENT when there is no folder. */
  list(dir: string): string[];
  /**
   * Makes the folder and those above it; nothing happens when it is there. Not durable before
   * fsyncDir of the folder above.
   */
  mkdir(dir: string): void;
  /** Replaces what is at `to`. */
  rename(from: string, to: string): void;
  /** Gives the file a second name; EEXIST when that is taken. */
  link(from: string, to: string): void;
  unlink(path: string): void;
  /** Makes creations, renames and removals within the folder durable. */
  fsyncDir(dir: string): void;
  fsyncDirAsync(dir: string): Promise<void>;
}

/** An open file. Positions are explicit everywhere; there is no file offset. */
export interface LogFile {
  /** Length in bytes, as every process sees it. */
  size(): number;
  /**
   * Fills `target` from `position` on; returns how many bytes there were, fewer only at the end of
   * the file.
   */
  pread(target: Uint8Array, position: number): number;
  /**
   * Writes all bytes or throws; then any part of them, from the first byte on, may have been
   * written.
   */
  pwrite(bytes: Uint8Array, position: number): void;
  pwriteAsync(bytes: Uint8Array, position: number): Promise<void>;
  /**
   * Makes content and length durable. After it failed, nothing written since the last success can
   * be relied on.
   */
  fdatasync(): void;
  fdatasyncAsync(): Promise<void>;
  fsync(): void;
  fsyncAsync(): Promise<void>;
  ftruncate(length: number): void;
  ftruncateAsync(length: number): Promise<void>;
  close(): void;
}

/** A failed system call; `code` is the name of the errno. Node's own errors have this shape. */
export interface FsError extends Error {
  readonly code: string;
  /** What it was about, when the call named a path. */
  readonly path?: string;
}

/**
 * Tells whether something thrown is a failed system call with one of these codes (or any, when none
 * is named).
 */
export function isFsError(error: unknown, ...codes: readonly string[]): error is FsError {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string' &&
    (codes.length === 0 ? /^E[A-Z0-9]+$/.test(error.code) : codes.includes(error.code))
  );
}

/** No room: nothing is wrong with the disk, and writing may go on when there is room again. */
export function isDiskFull(error: unknown): boolean {
  return isFsError(error, 'ENOSPC', 'EDQUOT', 'EFBIG');
}
