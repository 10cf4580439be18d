import { LighthouseError } from '@lighthouse/contract/errors';
import { isFsError, type LogFile, type LogFs } from './fs/log-fs.ts';

/**
 * Tells one process from every other, also from a later one with the same number and from one
 * before a restart.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly bootId: string;
  /** When the process started, in clock ticks since the machine did. */
  readonly startTicks: number;
}

export interface ProcessTable {
  self(): ProcessIdentity;
  isRunning(identity: ProcessIdentity): boolean;
}

/** Held by the only process that may write to a log. */
export interface LogLock {
  release(): void;
}

export const LOCK_FILE = 'LOCK';
const LOCK_BYTES_MAX = 4096;
/** How often it is tried again when others make and remove locks at the same time. */
const ATTEMPTS_MAX = 16;
/** A take-over is guarded by a lock of its own, which may be stale too, and so on. */
const GUARDS_MAX = 4;

interface LockSeeker {
  readonly fs: LogFs;
  readonly processes: ProcessTable;
  /** The identity as it is written, unlike that of any other lock. */
  readonly mark: string;
}

/**
 * Takes the log's lock, also over from a process that is gone. Throws LH_LOG_LOCKED while another
 * process, or this one, holds it.
 *
 * A lock appears with its content in one step, as a link to a file already written. A stale one is
 * replaced by renaming over it, and only by who holds the lock that guards this, after a second
 * look: of several processes that find it stale one wins.
 */
export function acquireLock(
  dir: string,
  options: { readonly fs: LogFs; readonly processes: ProcessTable; readonly nonce: string },
): LogLock {
  const { fs, processes, nonce } = options;
  const seeker = { fs, processes, mark: JSON.stringify({ ...processes.self(), nonce }) };
  const path = `${dir}/${LOCK_FILE}`;
  acquireAt(path, seeker, GUARDS_MAX);
  return {
    release: () => {
      if (readText(fs, path) === seeker.mark) fs.unlink(path);
    },
  };
}

function acquireAt(path: string, seeker: LockSeeker, guardsLeft: number): void {
  const draft = `${path}.${seeker.processes.self().pid}.new`;
  writeDraft(seeker.fs, draft, seeker.mark);
  try {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (linkUnlessThere(seeker.fs, draft, path)) return;
      const found = readText(seeker.fs, path);
      if (found === undefined) continue;
      refuseIfHeld(found, seeker, path);
      if (guardsLeft > 0 && replaceStale(path, { found, draft, guardsLeft }, seeker)) return;
    }
  } finally {
    removeIfThere(seeker.fs, draft);
  }
  throw new LighthouseError('LH_LOG_LOCKED', 'cannot take the lock: others keep taking it', {
    hint: 'let one process at a time open the log for writing',
    facts: { path },
  });
}

/**
 * Puts our lock in the place of the stale one that was found; false when it is not there any more.
 */
function replaceStale(
  path: string,
  stale: { readonly found: string; readonly draft: string; readonly guardsLeft: number },
  seeker: LockSeeker,
): boolean {
  const guard = `${path}.guard`;
  acquireAt(guard, seeker, stale.guardsLeft - 1);
  try {
    if (readText(seeker.fs, path) !== stale.found) return false;
    seeker.fs.rename(stale.draft, path);
    return true;
  } finally {
    seeker.fs.unlink(guard);
  }
}

function refuseIfHeld(text: string, seeker: LockSeeker, path: string): void {
  const holder = parseHolder(text);
  if (holder === undefined || !seeker.processes.isRunning(holder)) return;
  throw new LighthouseError('LH_LOG_LOCKED', 'the log is open for writing already', {
    hint: 'close it there first; reading needs no lock',
    facts: { pid: holder.pid, path },
  });
}

/** Undefined when a power loss left something else: locks are written whole. */
function parseHolder(text: string): ProcessIdentity | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const { pid, bootId, startTicks } = JSON.parse(text) as Record<string, unknown>;
    if (typeof pid !== 'number' || typeof bootId !== 'string') return undefined;
    return typeof startTicks === 'number' ? { pid, bootId, startTicks } : undefined;
  } catch {
    return undefined;
  }
}

function linkUnlessThere(fs: LogFs, from: string, to: string): boolean {
  try {
    fs.link(from, to);
    return true;
  } catch (error) {
    if (isFsError(error, 'EEXIST')) return false;
    throw error;
  }
}

function removeIfThere(fs: LogFs, path: string): void {
  try {
    fs.unlink(path);
  } catch (error) {
    if (!isFsError(error, 'ENOENT')) throw error;
  }
}

/**
 * Writes a file of our own name; one that is there was left by an earlier process with the same
 * number.
 */
function writeDraft(fs: LogFs, path: string, text: string): void {
  let file: LogFile;
  try {
    file = fs.open(path, 'create');
  } catch (error) {
    if (!isFsError(error, 'EEXIST')) throw error;
    fs.unlink(path);
    file = fs.open(path, 'create');
  }
  try {
    file.pwrite(Buffer.from(text), 0);
  } finally {
    file.close();
  }
}

function readText(fs: LogFs, path: string): string | undefined {
  try {
    const file = fs.open(path, 'read');
    try {
      const bytes = Buffer.allocUnsafe(Math.min(file.size(), LOCK_BYTES_MAX));
      return bytes.toString('utf8', 0, file.pread(bytes, 0));
    } finally {
      file.close();
    }
  } catch (error) {
    if (isFsError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
