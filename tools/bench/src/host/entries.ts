import { fileURLToPath } from 'node:url';

/** Gives the path of another entry of this bundle, to be run in a process of its own. */
export function entryPath(name: `${string}.mjs`): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
