import { mkdtempSync, rmdirSync } from 'node:fs';
import path from 'node:path';

/** Tries it: permission bits say too little for root, read-only mounts and special file systems. */
export function isWritable(folder: string): boolean {
  try {
    rmdirSync(mkdtempSync(path.join(folder, '.lh-doctor-')));
    return true;
  } catch {
    return false;
  }
}
