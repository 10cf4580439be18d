import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

type Cleanup = () => Promise<void> | void;

/** Owns what a test makes, and takes it away again, last made first. */
export interface Scope {
  /** Makes a fresh, empty folder that is removed at the end. */
  readonly folder: () => Promise<string>;
  /** Registers something else to be undone at the end. */
  readonly onClose: (cleanup: Cleanup) => void;
  /** Undoes everything. All of it is tried; the first failure is thrown at the end. */
  readonly close: () => Promise<void>;
}

/**
 * Makes a scope. In a test file: `const scope = createScope(afterEach)`, and everything made in it
 * is gone after each test. Without a hook the caller closes it.
 */
export function createScope(atEnd?: (close: () => Promise<void>) => void): Scope {
  const cleanups: Cleanup[] = [];
  const close = async () => {
    const failures: unknown[] = [];
    for (let cleanup = cleanups.pop(); cleanup !== undefined; cleanup = cleanups.pop()) {
      try {
        await cleanup();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  atEnd?.(close);
  return {
    folder: async () => {
      const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'lighthouse-test-')));
      cleanups.push(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
      return folder;
    },
    onClose: (cleanup) => {
      cleanups.push(cleanup);
    },
    close,
  };
}
