import type { LogFile, LogFs } from '../fs/log-fs.ts';

export interface Pace {
  /** Share of the time in which to work, above 0 and at most 1; may change. */
  readonly share: () => number;
  /** Bytes that are read at most in a second. */
  readonly bytesPerSecondMax: number;
  /** Monotonic. */
  readonly nowMs: () => number;
  /** Holds this thread up. */
  readonly sleepMs: (durationMs: number) => void;
}

/** Work that is done before the first pause, and pauses that are worth the call. */
const STRETCH_MS = 4;
const PAUSE_MS_MAX = 1000;

/**
 * A file system on which whoever reads works no more than a share of the time: all that was done
 * since the last pause counts, the reader's own work too, and the next read waits for it.
 */
export function createPacedFs(fs: LogFs, pace: Pace): LogFs {
  const pacer = new Pacer(pace);
  return {
    ...fs,
    open: (path, mode) => pacedFile(fs.open(path, mode), pacer),
    list: (dir) => fs.list(dir),
  };
}

class Pacer {
  readonly #pace: Pace;
  #sinceMs: number;
  #bytes = 0;

  constructor(pace: Pace) {
    this.#pace = pace;
    this.#sinceMs = pace.nowMs();
  }

  /** Waits until the next read is due. */
  wait(): void {
    const { share, bytesPerSecondMax, nowMs, sleepMs } = this.#pace;
    const workedMs = nowMs() - this.#sinceMs;
    const forBytesMs = (this.#bytes / bytesPerSecondMax) * 1000 - workedMs;
    if (workedMs < STRETCH_MS && forBytesMs < STRETCH_MS) return;
    const endMs = nowMs() + Math.max(forBytesMs, workedMs * (1 / share() - 1));
    for (let leftMs = endMs - nowMs(); leftMs > 0; leftMs = endMs - nowMs())
      sleepMs(Math.min(leftMs, PAUSE_MS_MAX));
    this.#sinceMs = nowMs();
    this.#bytes = 0;
  }

  count(bytes: number): void {
    this.#bytes += bytes;
  }
}

function pacedFile(file: LogFile, pacer: Pacer): LogFile {
  return {
    size: () => file.size(),
    pread: (target, position) => {
      pacer.wait();
      const count = file.pread(target, position);
      pacer.count(count);
      return count;
    },
    close: () => file.close(),
    pwrite: (bytes, position) => file.pwrite(bytes, position),
    pwriteAsync: async (bytes, position) => file.pwriteAsync(bytes, position),
    fdatasync: () => file.fdatasync(),
    fdatasyncAsync: async () => file.fdatasyncAsync(),
    fsync: () => file.fsync(),
    fsyncAsync: async () => file.fsyncAsync(),
    ftruncate: (length) => file.ftruncate(length),
    ftruncateAsync: async (length) => file.ftruncateAsync(length),
  };
}
