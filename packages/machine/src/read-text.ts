import { readFileSync } from 'node:fs';

/** Gives the text of a file, or undefined when it cannot be read. */
export type ReadText = (path: string) => string | undefined;

/** Reads a text file whole; undefined when it is not there or not ours to read. */
export function readTextFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
