import { existsSync, readdirSync } from 'node:fs';
import type { StoreIo } from './store-world.ts';

/**
 * Gives what passes a failure on and says first, when it left part of a copy in a folder that was
 * free before, what to do with that.
 */
export function warningOfPart(to: string, io: StoreIo): (error: unknown) => never {
  const wasFree = isFree(to);
  return (error) => {
    if (wasFree && !isFree(to))
      io.log('warn', `${to} holds part of a copy, which is no log: remove the folder`);
    throw error;
  };
}

function isFree(folder: string): boolean {
  return !existsSync(folder) || readdirSync(folder).length === 0;
}
