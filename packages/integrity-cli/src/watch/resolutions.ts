/**
 * How a person resolves a finding while a watch has the alert history open: the request is a file
 * in the history's `inbox`, which the watch takes up and removes. Only who may write there can.
 */
import fs from 'node:fs';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { errnoOf } from '../store/errno.ts';

export interface Resolution {
  readonly id: string;
  readonly note: string;
  readonly by: string;
}

const INBOX = 'inbox';
const SUFFIX = '.json';
export const NOTE_LENGTH_MAX = 2000;
const FILE_BYTES_MAX = 16_384;
const FILES_MAX = 100;

/** Leaves a request; gives the file, which is gone as soon as it was taken up. */
export function leaveResolution(folder: string, resolution: Resolution): string {
  const inbox = path.join(folder, INBOX);
  fs.mkdirSync(inbox, { recursive: true, mode: 0o700 });
  const file = path.join(inbox, `${randomUUID()}${SUFFIX}`);
  fs.writeFileSync(`${file}.new`, JSON.stringify(resolution), { flag: 'wx', mode: 0o600 });
  // A reader sees the whole request or none.
  fs.renameSync(`${file}.new`, file);
  return file;
}

/** Takes the requests that were left. What is none is removed too. */
export function takeResolutions(folder: string): Resolution[] {
  const inbox = path.join(folder, INBOX);
  const names = namesIn(inbox).filter((name) => name.endsWith(SUFFIX));
  return names.slice(0, FILES_MAX).flatMap((name) => {
    const file = path.join(inbox, name);
    const resolution = readResolution(file);
    fs.rmSync(file, { force: true });
    return resolution ?? [];
  });
}

function namesIn(inbox: string): string[] {
  try {
    return fs.readdirSync(inbox);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return [];
  }
}

function readResolution(file: string): Resolution | undefined {
  try {
    const { size } = fs.lstatSync(file);
    if (size > FILE_BYTES_MAX) return undefined;
    const value: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { id, note, by } = value as Readonly<Record<string, unknown>>;
    if (typeof id !== 'string' || typeof note !== 'string' || typeof by !== 'string')
      return undefined;
    return { id, note: note.slice(0, NOTE_LENGTH_MAX), by };
  } catch {
    return undefined;
  }
}
