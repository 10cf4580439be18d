import { LighthouseError } from '@lighthouse/contract/errors';
import {
  NOTE_BYTES_MAX,
  openCheckpoint,
  parseNoteKey,
  parseWitnessKey,
} from '@lighthouse/event-store/anchors';
import type { Checkpoint, NoteKey } from '@lighthouse/event-store/anchors';
import { readGivenFile } from './read-given-file.ts';

/** A checkpoint that one of the given keys has signed, be it the writer's or a witness's. */
export interface GivenCheckpoint extends Checkpoint {
  /** The signed note that it was read from. */
  readonly note: Buffer;
}

/**
 * Reads a checkpoint (docs/format.md, section 11). Throws LH_INPUT_MISSING, LH_IO, or LH_CONFIG
 * when it is malformed or none of the keys signed it.
 */
export function readCheckpoint(file: string, keys: readonly NoteKey[]): GivenCheckpoint {
  const note = readGivenFile(file, NOTE_BYTES_MAX);
  const opened = openCheckpoint(note, keys);
  if (!('reason' in opened)) return { ...opened, note };
  const message = `cannot rely on the checkpoint: ${opened.reason}`;
  throw new LighthouseError('LH_CONFIG', message, {
    hint: 'name a checkpoint with --against, and the key of who signed it with --against-key',
    facts: { path: file },
  });
}

/** Parses what was given as --against-key. Throws LH_USAGE. */
export function parseAgainstKey(text: string): NoteKey {
  const key = parseNoteKey(text) ?? parseWitnessKey(text);
  if (key !== undefined) return key;
  throw new LighthouseError('LH_USAGE', '--against-key does not take this value', {
    hint: 'write name+hash+base64, as it was given when the key was made',
    facts: { value: text },
  });
}
