/**
 * The proof that a log held one event, for somebody without the log's key: a C2SP `tlog-proof`.
 *
 *     c2sp.org/tlog-proof@v1
 *     extra <base64 of the frame: the event, its MAC and its CRC>
 *     index <seq − 1>
 *     <base64 of a hash of the inclusion proof>
 *     …
 *     (empty line)
 *     <the checkpoint, a signed note>
 *
 * It shows that whoever signed the checkpoint had seen this event in this place, and that no other
 * event can be shown in it. It does not show who wrote the event: that takes the log's key.
 */
import { FRAME_BYTES_MAX } from '../format/limits.ts';
import { frameSeq, hasFrameCrc, hasFrameShape } from '../format/frame.ts';
import { storedEventOf } from '../query/stored-event.ts';
import type { StoredEvent } from '../types.ts';
import { parseEvent } from '../verify/event-form.ts';
import { openCheckpoint, type Checkpoint } from './checkpoint.ts';
import { PROOF_HASHES_MAX, rootOfInclusion } from './merkle-proof.ts';
import { HASH_BYTES, leafHash } from './merkle-tree.ts';
import { decodeBase64, type NoteKey } from './note-key.ts';
import { NOTE_BYTES_MAX } from './signed-note.ts';

/** A proof as it is written, nothing of it verified. */
export interface LogProof {
  /** All bytes of the event's frame. */
  readonly frame: Buffer;
  /** Of the frame, from 0. */
  readonly index: number;
  readonly hashes: readonly Buffer[];
  /** A signed note. */
  readonly checkpoint: Buffer;
}

export interface ProvenEvent {
  readonly checkpoint: Checkpoint;
  /** As it is stored; its MAC was not checked. */
  readonly event: StoredEvent;
}

const MAGIC = 'c2sp.org/tlog-proof@v1';
const INDEX = /^(0|[1-9]\d{0,15})$/;
/** Base64 takes four bytes for three; the lines around it are short. */
export const LOG_PROOF_BYTES_MAX =
  4 * Math.ceil(FRAME_BYTES_MAX / 3) + NOTE_BYTES_MAX + PROOF_HASHES_MAX * 64;

export function formatLogProof({ frame, index, hashes, checkpoint }: LogProof): Buffer {
  const lines = [
    MAGIC,
    `extra ${frame.toString('base64')}`,
    `index ${index}`,
    ...hashes.map((hash) => hash.toString('base64')),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\n')}\n\n`), checkpoint]);
}

/** Takes a whole proof apart; a reason when it is none. */
export function parseLogProof(bytes: Buffer): LogProof | { readonly reason: string } {
  const split = bytes.indexOf('\n\n');
  if (bytes.length > LOG_PROOF_BYTES_MAX || split === -1) return { reason: 'it is not a proof' };
  const [magic, extra = '', place = '', ...rest] = bytes.toString('latin1', 0, split).split('\n');
  if (magic !== MAGIC) return { reason: 'it is not a proof' };
  const frame = extra.startsWith('extra ') ? decodeBase64(extra.slice(6)) : undefined;
  if (frame === undefined) return { reason: 'it does not hold an event' };
  const index = place.startsWith('index ') ? place.slice(6) : '';
  if (!INDEX.test(index) || !Number.isSafeInteger(Number(index)))
    return { reason: 'its index is malformed' };
  const hashes = rest.map(decodeBase64);
  if (hashes.length > PROOF_HASHES_MAX || !hashes.every(isHash))
    return { reason: 'a hash of it is malformed' };
  return { frame, index: Number(index), hashes, checkpoint: bytes.subarray(split + 2) };
}

/**
 * Checks a proof: that one of the keys signed its checkpoint, and that the event is in the tree
 * that was signed. Gives a reason when it proves nothing.
 */
export function checkLogProof(
  proof: LogProof,
  keys: readonly NoteKey[],
): ProvenEvent | { readonly reason: string } {
  const checkpoint = openCheckpoint(proof.checkpoint, keys);
  if ('reason' in checkpoint) return { reason: `of its checkpoint: ${checkpoint.reason}` };
  const { frame, index, hashes } = proof;
  const leaf = leafHash(frame);
  const root = rootOfInclusion({ index, size: checkpoint.size, leaf, hashes });
  if (root?.toString('hex') !== checkpoint.root)
    return { reason: 'the event is not one of those that the checkpoint is of' };
  const event = eventIn(frame);
  if (event?.seq !== index + 1) return { reason: 'what it holds is not the event of its index' };
  return { checkpoint, event };
}

function eventIn(frame: Buffer): StoredEvent | undefined {
  const len = frame.length;
  if (!hasFrameShape(frame, 0, len) || frame.readUInt32LE(0) !== len) return undefined;
  if (!hasFrameCrc(frame, 0, len) || frameSeq(frame, 0) < 1) return undefined;
  const event = parseEvent(frame, 0, len);
  return typeof event === 'string'
    ? undefined
    : storedEventOf({ bytes: frame, offset: 0, len }, event.meta);
}

function isHash(hash: Buffer | undefined): hash is Buffer {
  return hash?.length === HASH_BYTES;
}
