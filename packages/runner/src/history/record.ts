import type { Decision } from '@lighthouse/contract/commands';
import type { OperationKind } from '@lighthouse/contract/operation-kinds';

/**
 * One operation as its agent saw it: what it sent, what it was told. The history of a run holds
 * one record for each operation that was sent, in any order; one that was retried under the same
 * key is still one operation.
 */
export interface HistoryRecord {
  /** Index of the agent in the run. */
  readonly agent: number;
  /** Number of the operation among the agent's, from 1. (agent, number) is unique in a history. */
  readonly number: number;
  readonly kind: OperationKind;
  /** Idempotency key; empty for kinds that have none (enrol, session). */
  readonly key: string;
  /** Microseconds on one clock for the whole process; only differences count. */
  readonly intendedUs: number;
  /** Taken before the first byte of the first attempt was handed to the network. */
  readonly sentUs: number;
  /** Taken after the answer was read, or when the operation was given up. */
  readonly answeredUs: number;
  /** Records of one clock can be ordered in time: 0 for everything on one machine. */
  readonly clock: number;
  readonly outcome: Outcome;
  /** HTTP status of the last answer; 0 when there was none. */
  readonly status: number;
  /**
   * What the agent was told was decided; empty when it was told nothing (or the kind has no
   * decision).
   */
  readonly decision: Decision | '';
  /** From the receipt; 0 when there was none. */
  readonly receiptSeq: number;
  /** First RECEIPT_MAC_LENGTH characters of the receipt's MAC; empty when there was none. */
  readonly receiptMac: string;
  /**
   * `contentDigest` of the payloads that must stand in the log; empty when they depend on the
   * server (session, enrol).
   */
  readonly digest: string;
  /** True when it was a lie, which must not be in the log at all; left out otherwise. */
  readonly isLie?: boolean | undefined;
  /** Of a request: its place in the list of the plan; 0 for all else. */
  readonly place?: number | undefined;
}

/**
 * `fail`: it definitely did not happen; every attempt was answered, and every answer was a
 * refusal. `info`: not known; at least one attempt ended without an answer (or with one that does
 * not say, such as 500) and none was acknowledged.
 */
export type Outcome = 'ok' | 'fail' | 'info';

/** Base64 characters of a receipt's MAC that are kept: 120 bits. */
export const RECEIPT_MAC_LENGTH = 20;
/** Base64 characters of a digest that are kept: 96 bits. */
export const DIGEST_LENGTH = 16;
