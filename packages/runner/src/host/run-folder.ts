import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract';
import { isSystemError } from './system-error.ts';

const SLUG_LENGTH_MAX = 40;
const PRIVATE = 0o600;

/** Names a run's folder by when it began and what it runs: `20260314-150926-small`. */
export function runFolderName(startedAt: Date, scenarioName: string): string {
  const time = startedAt
    .toISOString()
    .replaceAll(/[-:]|\.\d+Z$/g, '')
    .replace('T', '-');
  const slug = slugOf(scenarioName);
  return slug === '' ? time : `${time}-${slug}`;
}

/** Makes a name of a scenario, or of its file, fit for a folder; empty when nothing of it is. */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, SLUG_LENGTH_MAX);
}

/** Makes the folder of a run. Throws LH_USAGE when there is one already with something in it. */
export function makeRunFolder(folder: string): void {
  guard(folder, () => {
    makeFolder(folder);
    if (readdirSync(folder).length === 0) return;
    throw new LighthouseError('LH_USAGE', 'the folder for the run is not empty', {
      facts: { path: folder },
      hint: 'name another one with --out, or leave it out',
    });
  });
}

/** Makes a new folder below an existing one. When the name is taken, adds a number. */
export function makeRunFolderIn(parent: string, name: string): string {
  return guard(parent, () => {
    makeFolder(parent);
    for (let number = 1; ; number++) {
      const folder = path.join(parent, number === 1 ? name : `${name}-${number}`);
      try {
        mkdirSync(folder);
        return folder;
      } catch (error) {
        if (!isSystemError(error, 'EEXIST')) throw error;
      }
    }
  });
}

/**
 * Makes a folder and those above it. Node's own recursive form never returns where the system says
 * that a folder's parent is missing although it is there, as /proc does.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  mkdirSync(folder);
}

/** Writes a file so that whoever reads it sees the old content or the new, never a part. */
export function writeWhole(file: string, content: string): void {
  guard(file, () => {
    const fresh = `${file}.new`;
    writeFileSync(fresh, content);
    // Crash here: the old file still stands.
    renameSync(fresh, file);
  });
}

/** Writes new tokens that only their owner can read, and gives them. */
export function writeEnrolTokens(file: string): EnrolTokens {
  const [enrolToken, coordinatorToken] = [newSecret(), newSecret()];
  const lines = `${enrolToken}\n${coordinatorToken} coordinator\n`;
  guard(file, () => writeFileSync(file, lines, { mode: PRIVATE, flag: 'wx' }));
  return { enrolToken, coordinatorToken };
}

/** What lets agents join: builders and experts by one, coordinators by the other. */
export interface EnrolTokens {
  readonly enrolToken: string;
  readonly coordinatorToken: string;
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Removes a folder with all that is in it. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function guard<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof LighthouseError) throw cause;
    const isFull = isSystemError(cause, 'ENOSPC', 'EDQUOT');
    throw new LighthouseError(isFull ? 'LH_DISK_FULL' : 'LH_IO', 'cannot write the run', {
      facts: { path: file },
      hint: isFull ? 'make room, or name another place with --out' : 'check the folder of --out',
      cause,
    });
  }
}
