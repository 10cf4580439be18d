/** What the frames of a run say, as far as the frames before them bear on it: by hashes. */
import {
  FLAG_SIGNED,
  frameDurable,
  frameFlags,
  frameMetaLen,
  frameSeq,
  frameTsUs,
} from '../../format/frame.ts';
import { FRAME_FIELDS_BYTES } from '../../format/limits.ts';
import type { Meta } from '../../format/meta.ts';
import { parseEvent } from '../event-form.ts';
import type { AgentUse } from './clean-run.ts';
import type { FastFrame } from './fast-frame.ts';
import { MetaScanner, type Span } from './meta-scanner.ts';
import { AGENT_USE, EVENT_ID, IDEMPOTENCY_KEY, STREAM_NAME, type NameHash } from './name-hash.ts';

const NOTHING: Span = { start: 0, end: 0 };

/** Holds one event after the other. Of each hash, the low word is 0 when there is no such name. */
export class FrameEvent {
  streamHigh = 0;
  streamLow = 0;
  idHigh = 0;
  idLow = 0;
  keyHigh = 0;
  keyLow = 0;
  useHigh = 0;
  useLow = 0;
  version = 0;
  seq = 0;
  durable = 0;
  tsUs = 0;
  readonly #scanner = new MetaScanner();
  readonly #hash: NameHash;
  readonly #fast: FastFrame | undefined;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  /** Only of an event that the scanner did not understand. */
  #meta: Meta | undefined;

  /** With `fast`, all frames that are read must stand where it reads. */
  constructor(hash: NameHash, fast?: FastFrame) {
    this.#hash = hash;
    this.#fast = fast;
    fast?.useHash(hash);
  }

  /** Reads a frame; false when its form is wrong. */
  read(bytes: Buffer, at: number, len: number): boolean {
    this.#bytes = bytes;
    this.#at = at;
    this.#meta = undefined;
    const isSigned = (frameFlags(bytes, at) & FLAG_SIGNED) !== 0;
    if (this.#fast !== undefined) {
      const isAsWritten = this.#fast.read(at);
      this.#takeFast(this.#fast);
      return isAsWritten ? this.#fast.hasSig || !isSigned : this.#readSlowly(bytes, at, len);
    }
    this.seq = frameSeq(bytes, at);
    this.durable = frameDurable(bytes, at);
    this.tsUs = frameTsUs(bytes, at);
    if (!this.#scan()) return this.#readSlowly(bytes, at, len);
    return this.#scanner.hasSig || !isSigned ? this.#takeScanned(bytes) : false;
  }

  /** Gives the agent's use of its credential, in words. */
  agentUse(): AgentUse {
    const meta = this.#meta;
    if (meta !== undefined)
      return { type: meta.type, agent: meta.agent ?? '', credential: meta.credential };
    if (this.#fast !== undefined) this.#scan();
    const { type, agent, credential } = this.#scanner;
    const text = ({ start, end }: Span): string => this.#bytes.latin1Slice(start, end);
    return {
      type: text(type),
      agent: text(agent),
      credential: credential === 0 ? undefined : credential,
    };
  }

  #scan(): boolean {
    const start = this.#at + FRAME_FIELDS_BYTES;
    return this.#scanner.scan(this.#bytes, start, start + frameMetaLen(this.#bytes, this.#at));
  }

  #takeScanned(bytes: Buffer): true {
    const { stream, id, key, agent, type, version, credential } = this.#scanner;
    this.version = version;
    this.#noteStream(bytes, stream);
    this.#noteId(bytes, id);
    this.#noteKey(bytes, agent, key, bytes);
    this.#noteUse(bytes, type, agent, credential);
    return true;
  }

  #takeFast(fast: FastFrame): void {
    const { words } = fast;
    this.seq = fast.seq;
    this.durable = fast.durable;
    this.tsUs = fast.tsUs;
    this.version = fast.version;
    this.streamHigh = words[0] ?? 0;
    this.streamLow = words[1] ?? 0;
    this.idHigh = words[2] ?? 0;
    this.idLow = words[3] ?? 0;
    this.keyHigh = words[4] ?? 0;
    this.keyLow = words[5] ?? 0;
    this.useHigh = words[6] ?? 0;
    this.useLow = words[7] ?? 0;
  }

  #readSlowly(bytes: Buffer, at: number, len: number): boolean {
    const event = parseEvent(bytes, at, len);
    if (typeof event === 'string') return false;
    this.readMeta(event.meta);
    return true;
  }

  /** Takes what another parser read. */
  readMeta(meta: Meta): void {
    this.#meta = meta;
    this.version = meta.version;
    const stream = Buffer.from(meta.stream);
    this.#noteStream(stream, whole(stream));
    const id = Buffer.from(meta.id ?? '');
    this.#noteId(id, whole(id));
    const agent = Buffer.from(meta.agent ?? '');
    const key = Buffer.from(meta.key ?? '');
    this.#noteKey(agent, whole(agent), whole(key), key);
    const use = Buffer.from(`${meta.type}${meta.agent ?? ''}`);
    const typeEnd = Buffer.byteLength(meta.type);
    const agentSpan = { start: typeEnd, end: use.length };
    this.#noteUse(use, { start: 0, end: typeEnd }, agentSpan, meta.credential ?? 0);
  }

  #noteStream(bytes: Uint8Array, { start, end }: Span): void {
    const hash = this.#hash;
    hash.begin(STREAM_NAME);
    hash.add(bytes, start, end);
    hash.finish();
    this.streamHigh = hash.high;
    this.streamLow = hash.low;
  }

  #noteId(bytes: Uint8Array, { start, end }: Span): void {
    this.idLow = 0;
    if (start === end) return;
    const hash = this.#hash;
    hash.begin(EVENT_ID);
    hash.add(bytes, start, end);
    hash.finish();
    this.idHigh = hash.high;
    this.idLow = hash.low;
  }

  #noteKey(bytes: Uint8Array, agent: Span, key: Span, keyBytes: Uint8Array): void {
    this.keyLow = 0;
    if (key.start === key.end) return;
    const hash = this.#hash;
    hash.begin(IDEMPOTENCY_KEY);
    hash.add(bytes, agent.start, agent.end);
    hash.add(keyBytes, key.start, key.end);
    hash.finish();
    this.keyHigh = hash.high;
    this.keyLow = hash.low;
  }

  #noteUse(bytes: Uint8Array, type: Span, agent: Span, credential: number): void {
    this.useLow = 0;
    if (agent.start === agent.end) return;
    const hash = this.#hash;
    hash.begin(AGENT_USE + credential);
    hash.add(bytes, type.start, type.end);
    hash.add(bytes, agent.start, agent.end);
    hash.finish();
    this.useHigh = hash.high;
    this.useLow = hash.low;
  }
}

function whole(bytes: Uint8Array): Span {
  return bytes.length === 0 ? NOTHING : { start: 0, end: bytes.length };
}
