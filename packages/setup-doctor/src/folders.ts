import { existsSync, mkdtempSync, rmdirSync, statfsSync } from 'node:fs';
import path from 'node:path';

/** Gives the folder, or the nearest one above it that is there. */
export function nearestExisting(folder: string): string {
  let current = path.resolve(folder);
  while (!existsSync(current) && path.dirname(current) !== current) current = path.dirname(current);
  return current;
}

/** Tries it: permission bits say too little for root, read-only mounts and special file systems. */
export function isWritable(folder: string): boolean {
  try {
    rmdirSync(mkdtempSync(path.join(folder, '.lh-doctor-')));
    return true;
  } catch {
    return false;
  }
}

/** Gives what this user may still write to the file system of a folder. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(nearestExisting(folder));
  return bavail * bsize;
}
