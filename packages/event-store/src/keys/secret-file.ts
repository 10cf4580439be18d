/** Files that hold keys: regular, small, mode 0600. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { dirname } from 'node:path';
import { LighthouseError } from '@lighthouse/contract/errors';
import { withLogCode } from '../io-error.ts';
import { isFsError } from '../fs/log-fs.ts';

const FILE_BYTES_MAX = 1_048_576;
const OTHERS = 0o077;

/**
 * Reads a file that its owner alone can use. Throws LH_KEY_MISSING, LH_KEY_MODE or LH_KEY_INVALID.
 */
export function readSecretFile(path: string): string {
  let fd: number;
  try {
    fd = fs.openSync(path, 'r');
  } catch (cause) {
    throw new LighthouseError('LH_KEY_MISSING', 'cannot read the key file', {
      hint: 'name a key file that exists and that you may read',
      facts: { path, reason: reasonOf(cause) },
      cause,
    });
  }
  try {
    checkSecretFile(fd, path);
    return fs.readFileSync(fd, 'utf8');
  } finally {
    fs.closeSync(fd);
  }
}

/** Looks at the open file, not at the path: what is checked is what is read. */
function checkSecretFile(fd: number, path: string): void {
  const stat = fs.fstatSync(fd);
  if (!stat.isFile() || stat.size > FILE_BYTES_MAX) {
    throw new LighthouseError('LH_KEY_INVALID', 'the key file is not a small regular file', {
      hint: 'name a key file that exists and that you may read',
      facts: { path },
    });
  }
  if ((stat.mode & OTHERS) !== 0) {
    throw new LighthouseError('LH_KEY_MODE', 'others can use the key file', {
      hint: `run: chmod 600 ${path}`,
      facts: { path, mode: (stat.mode & 0o777).toString(8).padStart(4, '0') },
    });
  }
}

/**
 * Makes the file whole or not at all: written and synced under a name of its own, then linked to
 * its name, which must be free. Throws LH_KEY_INVALID.
 */
export function writeSecretFile(path: string, text: string): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    const fd = fs.openSync(draft, 'wx', 0o600);
    try {
      fs.writeFileSync(fd, text);
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    // Crash here: the draft is left over, and no reader looks at it.
    fs.linkSync(draft, path);
    syncFolderOf(path);
  } catch (cause) {
    throw new LighthouseError('LH_KEY_INVALID', 'cannot create the key file', {
      hint: 'choose a path in an existing folder, outside the log, where no file is yet',
      facts: { path, reason: reasonOf(cause) },
      cause,
    });
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/**
 * Changes the file to what `change` makes of its text; a crash leaves the old text or the new. One
 * change at a time: the draft is the lock. After it threw, the file is as it was and may be changed
 * again. Throws what readSecretFile throws, what `change` throws, LH_KEY_INVALID, LH_DISK_FULL or
 * LH_IO.
 */
export function updateSecretFile(
  path: string,
  change: (text: string) => string,
  syncFolder: (path: string) => void = syncFolderOf,
): string {
  const draft = `${path}.new`;
  let fd: number;
  try {
    fd = fs.openSync(draft, 'wx', 0o600);
  } catch (cause) {
    const isTaken = isFsError(cause, 'EEXIST');
    throw new LighthouseError('LH_KEY_INVALID', 'cannot change the key file', {
      hint: isTaken
        ? `another process is changing it; if none is, remove ${draft}`
        : 'make the folder of the key file writable for its owner',
      facts: { path, reason: reasonOf(cause) },
      cause,
    });
  }
  try {
    const { before, after } = writeDraft(path, fd, change);
    // Crash here: the draft is left over; the file is as it was.
    fs.renameSync(draft, path);
    try {
      syncFolder(path);
    } catch (cause) {
      putBack(path, before, cause);
      throw cause;
    }
    return after;
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw withLogCode(error, 'change the key file');
  }
}

/** Writes the new text, durable when it returns, and closes the draft. */
function writeDraft(
  path: string,
  fd: number,
  change: (text: string) => string,
): { readonly before: string; readonly after: string } {
  try {
    const before = readSecretFile(path);
    const after = change(before);
    fs.writeFileSync(fd, after);
    fs.fsyncSync(fd);
    return { before, after };
  } finally {
    fs.closeSync(fd);
  }
}

/**
 * Nobody may go by a change that a crash can still undo: who tries again would make it twice.
 * Throws LH_IO when the old text can't be put back.
 */
function putBack(path: string, text: string, cause: unknown): void {
  const draft = `${path}.new`;
  try {
    const fd = fs.openSync(draft, 'wx', 0o600);
    try {
      fs.writeFileSync(fd, text);
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    fs.renameSync(draft, path);
  } catch {
    throw new LighthouseError('LH_IO', 'the key file was changed, and may not stay so', {
      hint: 'look at the key file before you change it again: the change is in it already',
      facts: { path, errno: reasonOf(cause) },
      cause,
    });
  }
}

/**
 * Puts another text in the place of the file, and overwrites what the old one held, as far as the
 * file system lets us: copies that it made on the way are out of reach. Throws what
 * updateSecretFile throws.
 */
export function replaceSecretFile(path: string, text: string): void {
  const old = fs.openSync(path, 'r+');
  try {
    updateSecretFile(path, () => text);
  } finally {
    try {
      // Also when the change was taken back: then the old text stands in another file.
      if (fs.fstatSync(old).ino !== fs.statSync(path).ino) overwrite(old);
    } finally {
      fs.closeSync(old);
    }
  }
}

function overwrite(fd: number): void {
  const bytes = fs.fstatSync(fd).size;
  fs.writeSync(fd, new Uint8Array(bytes), 0, bytes, 0);
  fs.fsyncSync(fd);
}

/** Overwrites the file and removes it, durably; false when it is not there. Throws LH_IO. */
export function destroySecretFile(path: string): boolean {
  try {
    const fd = fs.openSync(path, 'r+');
    try {
      overwrite(fd);
    } finally {
      fs.closeSync(fd);
    }
    fs.unlinkSync(path);
    syncFolderOf(path);
    return true;
  } catch (cause) {
    if (isFsError(cause, 'ENOENT')) return false;
    throw withLogCode(cause, 'destroy a key');
  }
}

/** Makes the name of the file durable. */
export function syncFolderOf(path: string): void {
  const fd = fs.openSync(dirname(path), 'r');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

function reasonOf(cause: unknown): string {
  return isFsError(cause) ? cause.code : 'unknown';
}
