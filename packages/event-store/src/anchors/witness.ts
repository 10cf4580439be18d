/**
 * A small witness, as C2SP `tlog-witness` has it: it signs a checkpoint only if that continues the
 * last one it signed for the same log, and never forgets which that was. The body of a request is
 *
 *     old <size of the last checkpoint that the witness is thought to have signed>
 *     <base64 of a hash of the proof of consistency between the two>
 *     …
 *     (empty line)
 *     <the new checkpoint, a signed note>
 *
 * and the answer a status of HTTP with a body.
 */
import { formatCheckpoint, originOf, parseCheckpoint, type Checkpoint } from './checkpoint.ts';
import { cosign } from './cosignature.ts';
import { isConsistent } from './merkle-proof.ts';
import { HASH_BYTES, MerkleTree } from './merkle-tree.ts';
import { decodeBase64, type NoteKey, type NoteSigner } from './note-key.ts';
import { openNote, parseNote } from './signed-note.ts';
import type { WitnessMemory } from './witness-memory.ts';

export interface WitnessOptions {
  readonly signer: NoteSigner;
  /** Keys of those whose checkpoints are believed, by the origin of the log. */
  readonly logs: ReadonlyMap<string, readonly NoteKey[]>;
  readonly memory: WitnessMemory;
  readonly nowS: () => number;
}

export interface WitnessAnswer {
  /**
   * 200 signed, 400 malformed, 403 not signed by a known key, 404 unknown log, 409 not what the
   * witness signed last, 413 too large, 422 the proof is wrong.
   */
  readonly status: 200 | 400 | 403 | 404 | 409 | 413 | 422;
  readonly type: 'text/plain' | 'text/x.tlog.size';
  readonly body: string;
}

interface Request {
  readonly oldSize: number;
  readonly hashes: readonly Buffer[];
  readonly note: Buffer;
}

export const WITNESS_REQUEST_BYTES_MAX = 65_536;
const HASHES_MAX = 63;
const OLD = /^old (0|[1-9]\d{0,15})$/;

export class Witness {
  readonly #options: WitnessOptions;

  constructor(options: WitnessOptions) {
    this.#options = options;
  }

  /**
   * Answers one request. Check, remembering and signing are one step that nothing comes between:
   * what is signed is on the disk before. Throws when it can't be remembered; then nothing is
   * signed.
   */
  addCheckpoint(body: Buffer): WitnessAnswer {
    if (body.length > WITNESS_REQUEST_BYTES_MAX) return plain(413, 'the request is too large');
    const request = parseRequest(body);
    if (request === undefined) return plain(400, 'the request is malformed');
    const note = parseNote(request.note);
    if ('reason' in note) return plain(400, note.reason);
    const [origin = ''] = note.text.split('\n');
    const keys = this.#options.logs.get(origin);
    if (keys === undefined) return plain(404, 'this log is not known here');
    const opened = openNote(request.note, keys);
    if ('reason' in opened) return plain(403, opened.reason);
    const checkpoint = parseCheckpoint(opened.text);
    if ('reason' in checkpoint) return plain(400, checkpoint.reason);
    return this.#judge(checkpoint, request) ?? this.#sign(checkpoint);
  }

  /** Gives the answer to what must not be signed. */
  #judge(checkpoint: Checkpoint, { oldSize, hashes }: Request): WitnessAnswer | undefined {
    const last = this.#options.memory.read(originOf(checkpoint));
    const lastSize = last?.size ?? 0;
    if (oldSize > checkpoint.size) return plain(400, 'the old size is beyond the checkpoint');
    if (oldSize !== lastSize)
      return { status: 409, type: 'text/x.tlog.size', body: `${lastSize}\n` };
    if (last?.size === checkpoint.size && last.root !== checkpoint.root)
      return plain(409, 'another checkpoint of this size was signed');
    const from = last ?? { size: 0, root: new MerkleTree().root().toString('hex') };
    const isRight = isConsistent({ from: treeOf(from), to: treeOf(checkpoint), hashes });
    return isRight ? undefined : plain(422, 'the proof of consistency is wrong');
  }

  #sign(checkpoint: Checkpoint): WitnessAnswer {
    const { memory, signer, nowS } = this.#options;
    memory.write(checkpoint);
    // Crash here: the checkpoint is remembered and not signed; asking again with its size gives it.
    return {
      status: 200,
      type: 'text/plain',
      body: cosign(formatCheckpoint(checkpoint), signer, nowS()),
    };
  }
}

function parseRequest(body: Buffer): Request | undefined {
  const split = body.indexOf('\n\n');
  if (split === -1) return undefined;
  const [first = '', ...rest] = body.toString('latin1', 0, split).split('\n');
  const oldSize = Number(OLD.exec(first)?.[1]);
  const hashes = rest.map(decodeBase64);
  const isProof = hashes.length <= HASHES_MAX && hashes.every(isHash);
  if (!Number.isSafeInteger(oldSize) || !isProof) return undefined;
  return { oldSize, hashes, note: body.subarray(split + 2) };
}

function isHash(hash: Buffer | undefined): hash is Buffer {
  return hash?.length === HASH_BYTES;
}

function treeOf({ size, root }: { size: number; root: string }): { size: number; root: Buffer } {
  return { size, root: Buffer.from(root, 'hex') };
}

function plain(status: WitnessAnswer['status'], text: string): WitnessAnswer {
  return { status, type: 'text/plain', body: `${text}\n` };
}
