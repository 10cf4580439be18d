import fs from 'node:fs';
import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract/errors';
import { RUN_FILES } from '@lighthouse/contract/run-files';
import { errnoOf } from './errno.ts';

/** A log that was found on the disk. */
export interface Store {
  /** `run`: the folder of a run, with the log in it. `segment`: one file of a log, by itself. */
  readonly kind: 'log' | 'run' | 'segment';
  /** What the user named, absolute. */
  readonly path: string;
  readonly logDir: string;
  /** The key ring that a run's folder holds. */
  readonly keyRing: string | undefined;
  /** The run has a result: its log was closed in order, and nothing is written any more. */
  readonly isClosed?: boolean;
  /** Name of the only file of the log that is meant. */
  readonly segment?: string;
}

const SEGMENT_SUFFIX = '.lhseg';
const EXPORT_SUFFIX = /\.(jsonl|ndjson|cloudevents)$/;
const HEAD_FILE = 'HEAD';
const HINT = 'name a folder with HEAD and *.lhseg files, or the folder of a run';

/** Finds the log that a path means; refuses a file of it as well. Throws as locateStore does. */
export function locateLog(where: string, cwd: string): Store {
  const store = locateStore(where, cwd);
  if (store.kind === 'segment') throw isAFile(store.path);
  return store;
}

/** Finds the log that a path means. Throws LH_INPUT_MISSING, LH_NOT_A_LOG or LH_IO. */
export function locateStore(where: string, cwd: string): Store {
  const folder = path.resolve(cwd, where);
  if (isSegmentFile(folder)) return segmentStore(folder);
  const names = namesIn(folder);
  if (isLog(names)) return { kind: 'log', path: folder, logDir: folder, keyRing: undefined };
  const logDir = path.join(folder, RUN_FILES.log);
  if (names.includes(RUN_FILES.log) && isLog(namesOrNone(logDir))) {
    const keyRing = names.includes(RUN_FILES.keyRing)
      ? path.join(folder, RUN_FILES.keyRing)
      : undefined;
    const isClosed = names.includes(RUN_FILES.result);
    return { kind: 'run', path: folder, logDir, keyRing, ...(isClosed && { isClosed }) };
  }
  throw notALog(folder, names);
}

function isSegmentFile(file: string): boolean {
  if (!file.endsWith(SEGMENT_SUFFIX)) return false;
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

/** A file in the folder of a run's log is verified with the key ring of the run. */
function segmentStore(file: string): Store {
  const logDir = path.dirname(file);
  const runDir = path.dirname(logDir);
  const isOfRun =
    path.basename(logDir) === RUN_FILES.log && namesOrNone(runDir).includes(RUN_FILES.keyRing);
  const keyRing = isOfRun ? path.join(runDir, RUN_FILES.keyRing) : undefined;
  return { kind: 'segment', path: file, logDir, keyRing, segment: path.basename(file) };
}

function isLog(names: readonly string[]): boolean {
  return names.some((name) => name === HEAD_FILE || name.endsWith(SEGMENT_SUFFIX));
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder).toSorted();
  } catch (cause) {
    const errno = errnoOf(cause) ?? 'unknown';
    if (errno === 'ENOENT')
      throw new LighthouseError('LH_INPUT_MISSING', 'there is no such folder', {
        hint: HINT,
        facts: { path: folder },
      });
    if (errno === 'ENOTDIR') throw isAFile(folder);
    throw new LighthouseError('LH_IO', 'cannot list the folder', {
      hint: 'check its permissions',
      facts: { path: folder, errno },
      cause,
    });
  }
}

function namesOrNone(folder: string): string[] {
  try {
    return namesIn(folder);
  } catch {
    return [];
  }
}

function isAFile(file: string): LighthouseError {
  const name = path.basename(file);
  const isPart = name === HEAD_FILE || name === RUN_FILES.result || name.endsWith(SEGMENT_SUFFIX);
  const other = EXPORT_SUFFIX.test(name) ? `an export? lh-verify check-export ${file}` : HINT;
  return new LighthouseError('LH_NOT_A_LOG', 'this is a file, and a log is a folder', {
    hint: isPart ? `name the folder that it is in: ${path.dirname(file)}` : other,
    facts: { path: file },
  });
}

function notALog(folder: string, names: readonly string[]): LighthouseError {
  if (names.length === 0)
    return new LighthouseError('LH_NOT_A_LOG', 'the folder is empty', {
      hint: HINT,
      facts: { path: folder },
    });
  const inside = names.findLast((name) => holdsLog(path.join(folder, name)));
  return new LighthouseError('LH_NOT_A_LOG', 'the folder holds no Lighthouse log', {
    hint: inside === undefined ? HINT : `did you mean ${path.join(folder, inside)}?`,
    facts: { path: folder },
  });
}

function holdsLog(folder: string): boolean {
  const names = namesOrNone(folder);
  return isLog(names) || isLog(namesOrNone(path.join(folder, RUN_FILES.log)));
}
