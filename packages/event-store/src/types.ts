import type { KeyRing } from './keys/key-ring.ts';
import type { Snapshot } from './life/snapshots.ts';

/** What the log's readers and writers exchange. The bytes are specified in docs/format.md. */

/** What append returns once the events are on stable storage: proof that the log held the event. */
export interface Receipt {
  /** 32 hex digits. */
  readonly logId: string;
  /** Sequence number of the last event of the append. */
  readonly seq: number;
  /** Base64 of the 32-byte MAC of that event's frame. */
  readonly mac: string;
  /** How often the log had been restored from a backup; missing before the first time. */
  readonly incarnation?: number;
}

/** An event to append. Names match `^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$`. */
export interface NewEvent {
  readonly type: string;
  readonly stream: string;
  /** Stored and authenticated byte for byte. */
  readonly payload: Uint8Array;
  readonly id?: string | undefined;
  readonly agent?: string | undefined;
  readonly credential?: number | undefined;
  readonly session?: string | undefined;
  readonly correlation?: string | undefined;
  readonly causation?: string | undefined;
  readonly nonce?: number | undefined;
  /**
   * Whom the payload is about: it is stored under a key of theirs, and `eraseSubject` makes it
   * unreadable for good. Give a pseudonym: the name itself stays in the log.
   */
  readonly subject?: string | undefined;
  /** Written by the server itself: the type may begin with `$`. Always an append of its own. */
  readonly system?: boolean | undefined;
}

/** The version that a stream must be at before the append: a number, or one of the named forms. */
export type ExpectedVersion = number | 'any' | 'none' | 'exists';

export interface AppendRequest {
  /** 1 to 4,096 events, written all or not at all, in this order. */
  readonly events: readonly NewEvent[];
  /**
   * By stream; a stream not named is not checked. A stream may be named without being written to.
   */
  readonly expected?: Readonly<Record<string, ExpectedVersion>> | undefined;
  /** The last sequence number that the whole log must be at. */
  readonly expectedSeq?: number | undefined;
  /**
   * Idempotency key, unique per agent: the same content again gives the first receipt again, other
   * content a conflict.
   */
  readonly key?: string | undefined;
}

export interface AppendResult {
  readonly receipt: Receipt;
  /** Sequence number of the first event of the append; the others follow without gaps. */
  readonly firstSeq: number;
  /** True when the key was seen before with the same content and nothing was written. */
  readonly repeated: boolean;
}

/** An event as read back, after its CRC, MAC and place in the chain were checked. */
export interface StoredEvent {
  readonly seq: number;
  /** Microseconds since 1970-01-01T00:00:00Z. */
  readonly tsUs: number;
  readonly type: string;
  readonly stream: string;
  /** 1 for the stream's first event. */
  readonly version: number;
  readonly payload: Uint8Array;
  readonly system: boolean;
  readonly id?: string;
  readonly agent?: string;
  readonly credential?: number;
  readonly session?: string;
  readonly correlation?: string;
  readonly causation?: string;
  readonly key?: string;
  readonly nonce?: number;
  readonly subject?: string;
  /** The key of its subject was destroyed: the payload, here empty, can't be read any more. */
  readonly erased?: true;
  /**
   * Base64 of the frame's MAC; equal to that of the receipt when this is the last event of its
   * append.
   */
  readonly mac: string;
}

/** Which events to read. All conditions must hold; a missing one holds always. */
export interface ReadOptions {
  readonly stream?: string | undefined;
  readonly type?: string | undefined;
  readonly agent?: string | undefined;
  readonly correlation?: string | undefined;
  /** Forwards: only events with seq > after. Backwards: only events with seq < before. */
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly fromUs?: number | undefined;
  readonly untilUs?: number | undefined;
  readonly backwards?: boolean | undefined;
  /** At most this many events. */
  readonly limit?: number | undefined;
}

/** Where a subscription begins, and what ends it. */
export interface SubscribeOptions {
  /** The last event that is not wanted any more; 0, the default, begins with the first. */
  readonly after?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Which segments move away, and where to. */
export interface ArchiveOptions {
  /** Closed segments that end with this event or before; the live segment always stays. */
  readonly through: number;
  /** Absolute path of a folder, for this log alone; made when it is not there. */
  readonly to: string;
}

/** The log, open for appending by this process alone. */
export interface EventLog {
  readonly logId: string;
  readonly dir: string;
  /** First event that is there: above 1 when segments were archived. */
  readonly firstSeq: number;
  /** Last sequence number on stable storage, 0 in an empty log. */
  readonly lastSeq: number;
  /** Why appends are refused from now on; undefined while the log is healthy. */
  readonly failure: Error | undefined;
  /**
   * Appends all events or none; resolves when they are on stable storage. Rejects with
   * LH_EVENT_INVALID, LH_WRONG_VERSION, LH_IDEMPOTENCY_CONFLICT, LH_LOG_OVERLOADED, LH_LOG_CLOSED,
   * LH_DISK_FULL (nothing was written), LH_LOG_READ_ONLY, or LH_OUTCOME_UNKNOWN (it may or may not
   * survive).
   */
  append(request: AppendRequest): Promise<AppendResult>;
  /** Version of the stream's last event on stable storage, 0 when there is none. */
  streamVersion(stream: string): number;
  /** Reads events that are on stable storage, up to the last one at the time of the call. */
  read(options?: ReadOptions): AsyncIterable<StoredEvent>;
  /**
   * Delivers every event with seq > after, first what is stored, then what comes, without gap or
   * duplicate, until aborted or the log is closed. Rejects with LH_INPUT_MISSING when events behind
   * `after` were archived.
   */
  subscribe(options?: SubscribeOptions): AsyncIterable<StoredEvent>;
  /**
   * Makes a key by HKDF for a use of the caller's, for example for agents' credentials: the same
   * after a rotation, and another once the lowest key of the ring is revoked.
   */
  deriveKey(info: string): Uint8Array;
  /**
   * Goes on under the active key of `ring`, which holds all keys of the log: appends `$key_rotated`
   * under the old key; appends from here on are under the new one, and none waits. Undefined when
   * that key is in force already. Rejects with LH_KEY_INVALID, or as append does; the old key then
   * stays in force. A log that is opened with a ring whose active key is newer rotates by itself.
   */
  rotateKey(ring: KeyRing): Promise<AppendResult | undefined>;
  /**
   * Moves closed segments to another folder, and says so in `$archived`: readers go on from
   * `firstSeq`; versions, ids and idempotency keys of what is gone still count. Put back, the
   * segments are the log as it was. Undefined when there is none to move. Rejects as append does,
   * or with LH_LOG_DAMAGED, LH_USAGE, LH_DISK_FULL, LH_IO.
   */
  archive(options: ArchiveOptions): Promise<AppendResult | undefined>;
  /**
   * Appends `$subject_erased` and then destroys the subject's key; its payloads are gone, in every
   * copy of the log, and all MACs still verify. False when there is no key. Rejects as append does,
   * or with LH_USAGE when the log was opened without `subjects`.
   */
  eraseSubject(subject: string): Promise<boolean>;
  /**
   * Keeps what a fold of the events up to `seq` came to, in the place of what was kept under this
   * name. Throws LH_USAGE, LH_IO or LH_DISK_FULL.
   */
  saveSnapshot(name: string, snapshot: Snapshot): Promise<void>;
  /**
   * Gives the snapshot of this name; undefined when there is none, when it was changed, or when the
   * log does not hold the very event that it ends with.
   */
  loadSnapshot(name: string): Promise<Snapshot | undefined>;
  /** Waits for appends under way, writes HEAD with the clean flag, releases the lock. */
  close(): Promise<void>;
  /** Closes the log: `await using log = await openLog(…)`. */
  [Symbol.asyncDispose](): Promise<void>;
}

export type Severity = 'critical' | 'high' | 'medium' | 'info';

/** Something that is wrong with a log. Codes and rules: docs/format.md, section 12. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** What was found, in one sentence. */
  readonly message: string;
  /** What to do about it, in one sentence. */
  readonly advice: string;
  /** File name within the log's folder. */
  readonly file?: string;
  /** Half-open range of byte offsets in the file. */
  readonly bytes?: readonly [start: number, end: number];
  /** Half-open range of the sequence numbers that are affected. */
  readonly seqs?: readonly [first: number, end: number];
  readonly agent?: string;
  /** Values that the finding rests on. */
  readonly evidence?: Readonly<Record<string, string | number | boolean>>;
}

export type FindingCode =
  | 'CORRUPT'
  | 'TAMPERED'
  | 'WRONG_KEY'
  | 'UNKNOWN_KEY'
  | 'KEY_EPOCH'
  | 'GAP'
  | 'REORDER'
  | 'DUPLICATE'
  | 'FORK'
  | 'ROLLBACK'
  | 'TRUNCATED'
  | 'DAMAGE_BELOW_DURABLE'
  | 'TRUNCATED_HEAD'
  | 'SEGMENT_MISSING'
  | 'SEGMENT_TRUNCATED'
  | 'SEGMENT_TRAILING_BYTES'
  | 'SEGMENT_RENAMED'
  | 'SEGMENT_HEADER_CORRUPT'
  | 'SEGMENT_HEADER_TAMPERED'
  | 'FOREIGN_SEGMENT'
  | 'FOREIGN_FRAME'
  | 'SPLIT_APPEND'
  | 'STREAM_GAP'
  | 'TIMESTAMP_BACKWARDS'
  | 'TIMESTAMP_FUTURE'
  | 'TIMESTAMP_EPOCH'
  | 'FORGED_AGENT'
  | 'ROLE_VIOLATION'
  | 'EQUIVOCATION'
  | 'HEAD_MISSING'
  | 'HEAD_CORRUPT'
  | 'HEAD_AHEAD'
  | 'STALE'
  | 'DERIVED_MISMATCH'
  | 'TORN_TAIL'
  | 'DAMAGED_TAIL'
  | 'TORN_ROLL'
  | 'TORN_HEAD'
  | 'UNREADABLE';

export interface LogVerdict {
  readonly value: 'intact' | 'tampered' | 'unknown';
  readonly logId: string | undefined;
  /** Events whose CRC, MAC and place in the chain were checked. */
  readonly verifiedCount: number;
  readonly lastSeq: number;
  readonly segmentCount: number;
  /** Bytes that were read and checked. */
  readonly byteCount: number;
  /** What HEAD says of the end of the log; undefined when it has no valid slot. */
  readonly head: { readonly seq: number; readonly isClean: boolean } | undefined;
  /**
   * Anchors of events at or below `lastSeq` that are not there to be compared, or that a declared
   * restore gave up: the verdict is not intact.
   */
  readonly uncomparedAnchorCount: number;
  /** How often the log was restored by declaration; missing when it never was. */
  readonly incarnation?: number;
  /** In order of sequence; at most as many as asked for. `findingCount` counts them all. */
  readonly findings: readonly Finding[];
  readonly findingCount: number;
}
