import { hasErrorCode } from '@lighthouse/contract/errors';
import type { LogFile, LogFs } from '../../fs/log-fs.ts';
import { isFsError } from '../../fs/log-fs.ts';
import { nodeFs } from '../../fs/node-fs.ts';
import type { KeyRing } from '../../keys/key-ring.ts';
import { SegmentWindow } from '../../segment-window.ts';
import { identifyLog } from '../identity.ts';
import { readLogFolder } from '../log-folder.ts';
import type { CheckedPart } from './clean-run.ts';
import { findFrame } from './find-frame.ts';
import { nameHashOf } from './name-hash.ts';
import { checkerFor } from './part-checker.ts';

/** Asks for the frames of one stretch of a segment. Plain data: it can go to another thread. */
export interface PartRequest {
  /** File name of the segment. */
  readonly name: string;
  /** How much of the file to look at. */
  readonly size: number;
  readonly start: number;
  readonly end: number;
  /** A frame begins at `start`; else the first one behind it is looked for. */
  readonly isFrameStart: boolean;
}

export interface PartServiceOptions {
  readonly dir: string;
  readonly keyRing: KeyRing;
  readonly fs?: LogFs;
}

/** Looks at parts of a log for a verification that runs in another thread. */
export type PartService = (request: PartRequest) => CheckedPart | undefined;

/**
 * Opens a log for looking at parts of it. What it can't make out, it gives undefined for: the
 * verification looks at that itself, and finds out what is wrong.
 */
export function createPartService(options: PartServiceOptions): PartService {
  const { dir, keyRing, fs = nodeFs } = options;
  const keys = keysOf({ dir, keyRing, fs });
  if (keys === undefined) return () => undefined;
  const ofLog = { keys, hash: nameHashOf(keyRing) };
  const look = (file: LogFile, { size, start, end, isFrameStart }: PartRequest) => {
    const window = isFrameStart ? undefined : new SegmentWindow(file, size);
    const from = window ? findFrame(window, { start, end, keys }) : start;
    return from === undefined
      ? undefined
      : checkerFor(ofLog).check({ file, size, start: from, end });
  };
  return (request) => {
    try {
      const file = fs.open(`${dir}/${request.name}`, 'read');
      try {
        return look(file, request);
      } finally {
        file.close();
      }
    } catch (error) {
      if (isFsError(error)) return undefined;
      throw error;
    }
  };
}

/** A folder may have gone since the verification found it: what that means is for it to say. */
function keysOf({ dir, keyRing, fs }: Required<PartServiceOptions>) {
  try {
    return identifyLog(readLogFolder(fs, dir), keyRing);
  } catch (error) {
    if (hasErrorCode(error)) return undefined;
    throw error;
  }
}
