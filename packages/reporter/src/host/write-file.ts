import { appendFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { LighthouseError } from '@lighthouse/contract';
import { isErrorOf } from './io-error.ts';

/** Writes a file whole or not at all, with the folders above it. Throws LH_IO or LH_DISK_FULL. */
export async function writeWhole(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    if (await isReplaceable(file)) await replace(file, text);
    else await writeFile(file, text);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/** Adds to the end of a file that others write too. Throws LH_IO or LH_DISK_FULL. */
export async function append(file: string, text: string): Promise<void> {
  await appendFile(file, text).catch((error: unknown) => {
    throw cannotWrite(file, error);
  });
}

/** A pipe or a device is written to; only a file, or nothing yet, can be replaced. */
async function isReplaceable(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch (error) {
    if (isErrorOf(error, 'ENOENT')) return true;
    throw error;
  }
}

async function replace(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${process.pid}.new`;
  try {
    await writeFile(unfinished, text);
    // Crash here: the old report, if there was one, still stands.
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

function cannotWrite(file: string, cause: unknown): LighthouseError {
  const isFull = isErrorOf(cause, 'ENOSPC', 'EDQUOT');
  return new LighthouseError(isFull ? 'LH_DISK_FULL' : 'LH_IO', 'cannot write the report', {
    facts: { path: file },
    cause,
  });
}
