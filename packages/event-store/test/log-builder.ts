/**
 * Makes logs in memory, byte by byte, with the encoders of the product: clean ones, and what
 * somebody with the key could make.
 */
import { createSecretKey } from 'node:crypto';
import {
  encodeFrame,
  FLAG_MORE,
  FLAG_SYSTEM,
  frameBytes,
  trailerBefore,
} from '../src/format/frame.ts';
import { encodeHeadSlot } from '../src/format/head-slot.ts';
import { HEAD_FILE_BYTES, HEAD_SLOT_BYTES, SEGMENT_HEADER_BYTES } from '../src/format/limits.ts';
import { AGENTS_STREAM, encodeMeta, LOG_STREAM, type Meta } from '../src/format/meta.ts';
import { encodeSegmentHeader, NO_TRAILER } from '../src/format/segment-header.ts';
import { segmentName } from '../src/format/segment-name.ts';
import type { KeyRing, KeyState } from '../src/keys/key-ring.ts';
import { keysOfLog, type KeysOfLog } from '../src/keys/keys-of-log.ts';
import type { LogKeys } from '../src/keys/log-keys.ts';

export const LOG_ID = '000102030405060708090a0b0c0d0e0f';
export const START_US = 1_700_000_000_000_000;

/** A ring of keys 1 to `count`, of which the last is active; `seed` makes other keys. */
export function testRing(count = 2, seed = 0): KeyRing {
  const name = `${count} ${seed}`;
  const ring = RINGS.get(name) ?? makeRing(count, seed);
  RINGS.set(name, ring);
  return ring;
}

/** Made once: what is derived from a key is kept with it. */
const RINGS = new Map<string, KeyRing>();

function makeRing(count: number, seed: number): KeyRing {
  const keys = Array.from({ length: count }, (_, index) => ({
    kid: index + 1,
    state: (index + 1 === count ? 'active' : 'retired') satisfies KeyState as KeyState,
    master: createSecretKey(Buffer.alloc(32, 16 * seed + index + 1)),
    created: '2026-01-01T00:00:00Z',
  }));
  return { keys };
}

/** Where a frame was put. */
export interface BuiltFrame {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly seq: number;
  readonly isLastOfAppend: boolean;
  readonly isSystem: boolean;
}

export interface BuiltLog {
  /** By name, HEAD among them. */
  readonly files: Map<string, Buffer>;
  readonly frames: readonly BuiltFrame[];
  readonly logId: string;
  readonly keys: KeysOfLog;
}

export interface TestEvent extends Partial<Omit<Meta, 'version'>> {
  readonly payload?: string | Buffer;
  /** Other meta than a writer makes. */
  readonly metaText?: string | ((stream: string, version: number) => string);
  readonly version?: number;
}

interface OpenSegment {
  readonly first: number;
  readonly parts: Buffer[];
  bytes: number;
}

export interface BuilderOptions {
  readonly ring?: KeyRing;
  readonly logId?: string;
  readonly kid?: number;
  readonly isSealed?: boolean;
  readonly firstSeq?: number;
  /** Without segments of its own: the log begins behind archived ones. */
  readonly before?: { prevFirst: number; prevBytes: number; prevTrailer: string };
}

export class LogBuilder {
  readonly files = new Map<string, Buffer>();
  readonly frames: BuiltFrame[] = [];
  readonly keys: KeysOfLog;
  readonly logId: string;
  kid: number;
  seq: number;
  durable = 0;
  tsUs = START_US;
  trailer: string;
  #headN = 0;
  readonly #isSealed: boolean;
  readonly #versions = new Map<string, number>();
  #segment: OpenSegment | undefined;
  #previous: { first: number; bytes: number };

  constructor(options: BuilderOptions = {}) {
    this.logId = options.logId ?? LOG_ID;
    this.#isSealed = options.isSealed ?? false;
    const ring = options.ring ?? testRing();
    this.keys = keysOfLog(ring, { logId: this.logId, isSealed: this.#isSealed });
    this.kid = options.kid ?? 1;
    this.seq = (options.firstSeq ?? 1) - 1;
    this.durable = this.seq;
    this.trailer = options.before?.prevTrailer ?? NO_TRAILER;
    const { prevFirst = 0, prevBytes = 0 } = options.before ?? {};
    this.#previous = { first: prevFirst, bytes: prevBytes };
    this.roll();
  }

  /** Closes the segment, if one is open, and begins the next. */
  roll(): this {
    if (this.#segment) {
      this.#store(this.#segment);
      this.#previous = { first: this.#segment.first, bytes: this.#segment.bytes };
    }
    const { keyCheck, segmentMac } = this.#keysInUse();
    const header = encodeSegmentHeader(
      {
        kid: this.kid,
        isSealed: this.#isSealed,
        logId: this.logId,
        firstSeq: this.seq + 1,
        createdUs: this.tsUs,
        prevFirst: this.#previous.first,
        prevBytes: this.#previous.bytes,
        prevTrailer: this.trailer,
        keyCheck,
      },
      segmentMac,
    );
    this.#segment = { first: this.seq + 1, parts: [header], bytes: SEGMENT_HEADER_BYTES };
    return this;
  }

  /** Appends events as one append; they count as durable afterwards, unless told otherwise. */
  append(events: readonly TestEvent[], options: { isAcknowledged?: boolean } = {}): this {
    events.forEach((event, index) => {
      this.#frame(event, index < events.length - 1 ? FLAG_MORE : 0);
    });
    if (options.isAcknowledged ?? true) this.durable = this.seq;
    return this;
  }

  /** Writes the first event of an append that goes on. */
  begin(event: TestEvent): this {
    this.#frame(event, FLAG_MORE);
    return this;
  }

  /** Appends one event for each payload. */
  events(...payloads: readonly string[]): this {
    for (const payload of payloads) this.append([{ payload }]);
    return this;
  }

  system(type: string, payload: object, stream = LOG_STREAM): this {
    this.#frame({ type, stream, payload: JSON.stringify(payload) }, FLAG_SYSTEM);
    this.durable = this.seq;
    return this;
  }

  rotate(kid: number): this {
    this.system('$key_rotated', { kid, keyCheck: this.keys.get(kid)?.keyCheck });
    this.kid = kid;
    return this;
  }

  sealEpoch(until = this.tsUs + 1): this {
    const next = this.keys.get(this.kid + 1)?.keyCheck;
    this.system('$epoch_sealed', { epoch: this.kid, until, next });
    this.kid += 1;
    this.tsUs = Math.max(this.tsUs, until);
    return this;
  }

  register(agent: string, allows: readonly string[], credential = 1): this {
    const payload = { agent, role: 'builder', credential, allows };
    return this.system('$agent_registered', payload, AGENTS_STREAM);
  }

  /** Writes a HEAD slot for what is durable now. */
  head(isClean = false): this {
    const bytes = this.files.get('HEAD') ?? Buffer.alloc(HEAD_FILE_BYTES);
    const slot = {
      n: this.#headN,
      seq: this.seq,
      bytes: this.#segment?.bytes ?? SEGMENT_HEADER_BYTES,
      segFirst: this.#segment?.first ?? 1,
      kid: this.kid,
      isClean,
      logId: this.logId,
      trailer: this.trailer,
    };
    const at = (this.#headN % 2) * HEAD_SLOT_BYTES;
    encodeHeadSlot(slot, this.#keysInUse().headMac).copy(bytes, at);
    this.files.set('HEAD', bytes);
    this.#headN += 1;
    return this;
  }

  /** Ends the log; zero bytes may follow in the live segment. */
  build(options: { zeroBytes?: number; hasHead?: boolean } = {}): BuiltLog {
    if (options.hasHead ?? true) this.head().head();
    if (this.#segment) {
      if (options.zeroBytes) this.#segment.parts.push(Buffer.alloc(options.zeroBytes));
      this.#store(this.#segment);
    }
    return { files: this.files, frames: this.frames, logId: this.logId, keys: this.keys };
  }

  #keysInUse(): LogKeys {
    const keys = this.keys.get(this.kid);
    if (keys === undefined) throw new Error(`there is no key ${this.kid}`);
    return keys;
  }

  #store({ first, parts }: OpenSegment): void {
    this.files.set(segmentName(first), Buffer.concat(parts));
  }

  #frame(event: TestEvent, flags: number): void {
    if (!this.#segment) throw new Error('no segment is open');
    const { payload = `payload ${this.seq + 1}`, metaText, ...rest } = event;
    const stream = rest.stream ?? 'stream-1';
    const version = rest.version ?? (this.#versions.get(stream) ?? 0) + 1;
    this.#versions.set(stream, version);
    const own = (): string => encodeMeta({ ...rest, type: rest.type ?? 'tested', stream, version });
    const meta = typeof metaText === 'function' ? metaText(stream, version) : (metaText ?? own());
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    const out = Buffer.alloc(36 + frameBytes(Buffer.byteLength(meta), bytes.length));
    out.write(this.trailer, 0, 'latin1');
    this.seq += 1;
    this.tsUs += 1000;
    const content = { flags, kid: this.kid, seq: this.seq, durable: this.durable, tsUs: this.tsUs };
    const mac = this.#keysInUse().frameMac;
    const end = encodeFrame(out, 36, { ...content, meta, payload: bytes }, mac);
    this.trailer = trailerBefore(out, end);
    const start = this.#segment.bytes;
    this.#segment.parts.push(out.subarray(36));
    this.#segment.bytes += end - 36;
    this.frames.push({
      file: segmentName(this.#segment.first),
      start,
      end: this.#segment.bytes,
      seq: this.seq,
      isLastOfAppend: (flags & FLAG_MORE) === 0,
      isSystem: (flags & FLAG_SYSTEM) !== 0,
    });
  }
}
