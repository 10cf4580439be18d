/**
 * Checkpoints of a log: C2SP signed notes of three lines (`tlog-checkpoint`), and no more.
 *
 *     lighthouse/<logId, 32 hex digits>      after a declared restore: …/<incarnation>
 *     <size, decimal>
 *     <base64 of the RFC 6962 root over the first `size` frames>
 */
import { decodeBase64, type NoteKey, type NoteSigner } from './note-key.ts';
import { HASH_BYTES } from './merkle-tree.ts';
import { openNote, signNote } from './signed-note.ts';

/** The first `size` frames of this log have this root. */
export interface Checkpoint {
  /** 32 hex digits. */
  readonly logId: string;
  /** Number of the declared restore behind which it was made; undefined before the first. */
  readonly incarnation?: number;
  readonly size: number;
  /** 64 hex digits. */
  readonly root: string;
}

const ORIGIN = /^lighthouse\/(?<logId>[0-9a-f]{32})(\/(?<incarnation>[1-9]\d{0,9}))?$/;
const SIZE = /^(0|[1-9]\d{0,15})$/;

/** Gives the name that the log has in its checkpoints. */
export function originOf({ logId, incarnation }: Omit<Checkpoint, 'size' | 'root'>): string {
  return incarnation === undefined ? `lighthouse/${logId}` : `lighthouse/${logId}/${incarnation}`;
}

export function formatCheckpoint(checkpoint: Checkpoint): string {
  const root = Buffer.from(checkpoint.root, 'hex').toString('base64');
  return `${originOf(checkpoint)}\n${checkpoint.size}\n${root}\n`;
}

/** Parses the text of a note as a checkpoint, all of it; a reason when it is none. */
export function parseCheckpoint(text: string): Checkpoint | { readonly reason: string } {
  const [origin = '', size = '', encoded = '', rest, ...more] = text.split('\n');
  const { logId, incarnation } = ORIGIN.exec(origin)?.groups ?? {};
  if (logId === undefined) return { reason: 'its origin is not a Lighthouse log' };
  const root = decodeBase64(encoded);
  if (!SIZE.test(size) || !Number.isSafeInteger(Number(size)) || root?.length !== HASH_BYTES)
    return { reason: 'its size or its root is malformed' };
  if (rest !== '' || more.length > 0) return { reason: 'it has lines that are not known' };
  return {
    logId,
    ...(incarnation === undefined ? {} : { incarnation: Number(incarnation) }),
    size: Number(size),
    root: root.toString('hex'),
  };
}

export function signCheckpoint(checkpoint: Checkpoint, signers: readonly NoteSigner[]): string {
  return signNote(formatCheckpoint(checkpoint), signers);
}

/** Gives the checkpoint in a note that one of the keys has signed; a reason when there is none. */
export function openCheckpoint(
  note: Uint8Array,
  keys: readonly NoteKey[],
): Checkpoint | { readonly reason: string } {
  const opened = openNote(note, keys);
  return 'reason' in opened ? opened : parseCheckpoint(opened.text);
}
