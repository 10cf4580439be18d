/** What is known of frames in a row that are all as a writer leaves them. */

/** One agent's use of one credential for one type of event. */
export interface AgentUse {
  readonly type: string;
  readonly agent: string;
  readonly credential: number | undefined;
}

/**
 * Frames in a row in one segment, without a gap between them: each authentic in place, with the
 * right CRC, in order (rule 8), of good form (rule 9), under one key, and none of them a system
 * frame. What depends on frames before them is summed up, for one to look at who knows those.
 * Plain data: it can be handed to another thread.
 */
export interface CleanRun {
  readonly start: number;
  readonly end: number;
  readonly kid: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly firstDurable: number;
  readonly lastDurable: number;
  readonly firstTsUs: number;
  readonly lastTsUs: number;
  /** The last 36 bytes, as latin1. */
  readonly lastTrailer: string;
  /** The last frame that ends an append; 0 when none does. */
  readonly lastWholeSeq: number;
  /** Where the append begins that is not ended behind that. */
  readonly openAppend: { readonly position: number; readonly seq: number } | undefined;
  /** Hashes of the streams' names: high and low word of each. */
  readonly streams: Int32Array;
  /** First and last version of each stream; those between follow each other. */
  readonly versions: Float64Array;
  /** Hashes of ids and idempotency keys, in order: high and low word of each. */
  readonly names: Int32Array;
  readonly agentUses: readonly AgentUse[];
}

/** What a part of a segment was found to hold. */
export interface CheckedPart {
  /** Where the frames begin that were looked at, and where the last of them ends. */
  readonly start: number;
  readonly end: number;
  readonly runs: readonly CleanRun[];
  /** Places of frames, in order, that are in no run: to be judged one by one. */
  readonly others: readonly number[];
}
