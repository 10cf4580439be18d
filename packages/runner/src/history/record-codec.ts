import { OPERATION_KINDS as KINDS, type OperationKind } from '@lighthouse/contract/operation-kinds';
import { type HistoryRecord, type Outcome } from './record.ts';

/**
 * A file of the history: records of 80 bytes, one after the other, in the order in which operations
 * ended. Little endian.
 *
 *   offset  size
 *        0     4  agent
 *        4     4  number
 *        8     1  kind       1 enrol, 2 session, 3 command, 4 review, 5 event, 6 request; 0 is
 *                          no record
 *        9     1  outcome    0 ok, 1 fail, 2 info
 *       10     1  decision   0 none, 1 allowed, 2 denied, 3 escalated
 *       11     1  clock
 *       12     2  status
 *       14     1  flags      1: there is a receipt; 2: there is a digest; 4: a lie
 *       15     1  zero
 *       16    24  intended, sent, answered: microseconds, doubles
 *       40     8  sequence number of the receipt, a double
 *       48    15  first bytes of the receipt's MAC
 *       63    12  digest
 *       75     1  place of a request in the list of the plan
 *       76     4  zero
 *
 * The idempotency key follows from agent and number and is not written. A file that ends within a
 * record was left by a run that was killed; the rest of it is ignored.
 */
export const RECORD_BYTES = 80;

const OUTCOMES = ['ok', 'fail', 'info'] as const;
const DECISIONS = ['', 'allowed', 'denied', 'escalated'] as const;
const HAS_RECEIPT = 1;
const HAS_DIGEST = 2;
const IS_LIE = 4;
const MAC_OFFSET = 48;
const MAC_BYTES = 15;
const DIGEST_OFFSET = 63;
const DIGEST_BYTES = 12;
const PLACE_OFFSET = 75;

/** Kinds of operation that are sent under an idempotency key. */
export function hasKey(kind: OperationKind): boolean {
  return kind !== 'enrol' && kind !== 'session';
}

/** Writes a record; all its bytes, whatever stood there before. */
export function encodeRecord(record: HistoryRecord, into: Buffer, at: number): void {
  const flags =
    (record.receiptMac === '' ? 0 : HAS_RECEIPT) |
    (record.digest === '' ? 0 : HAS_DIGEST) |
    (record.isLie === true ? IS_LIE : 0);
  into.writeUInt32LE(record.agent, at);
  into.writeUInt32LE(record.number, at + 4);
  into[at + 8] = KINDS.indexOf(record.kind) + 1;
  into[at + 9] = OUTCOMES.indexOf(record.outcome);
  into[at + 10] = DECISIONS.indexOf(record.decision);
  into[at + 11] = record.clock;
  into.writeUInt16LE(record.status, at + 12);
  into.writeUInt16LE(flags, at + 14);
  into.writeDoubleLE(record.intendedUs, at + 16);
  into.writeDoubleLE(record.sentUs, at + 24);
  into.writeDoubleLE(record.answeredUs, at + 32);
  into.writeDoubleLE(record.receiptSeq, at + 40);
  into.fill(0, at + MAC_OFFSET, at + RECORD_BYTES);
  into.write(record.receiptMac, at + MAC_OFFSET, MAC_BYTES, 'base64');
  into.write(record.digest, at + DIGEST_OFFSET, DIGEST_BYTES, 'base64');
  into[at + PLACE_OFFSET] = record.place ?? 0;
}

/**
 * Reads a record; undefined when these bytes are none. `keyOf` gives the key of an agent's
 * operation.
 */
export function decodeRecord(
  from: Buffer,
  at: number,
  keyOf: (agent: number, number: number) => string,
): HistoryRecord | undefined {
  const kind: OperationKind | undefined = KINDS[(from[at + 8] ?? 0) - 1];
  const outcome: Outcome | undefined = OUTCOMES[from[at + 9] ?? 0];
  const decision = DECISIONS[from[at + 10] ?? 0];
  if (kind === undefined || outcome === undefined || decision === undefined) return undefined;
  const agent = from.readUInt32LE(at);
  const number = from.readUInt32LE(at + 4);
  const flags = from.readUInt16LE(at + 14);
  const bytes = (has: number, offset: number, length: number) =>
    (flags & has) === 0 ? '' : from.toString('base64', at + offset, at + offset + length);
  return {
    agent,
    number,
    kind,
    outcome,
    decision,
    key: hasKey(kind) ? keyOf(agent, number) : '',
    clock: from[at + 11] ?? 0,
    status: from.readUInt16LE(at + 12),
    intendedUs: from.readDoubleLE(at + 16),
    sentUs: from.readDoubleLE(at + 24),
    answeredUs: from.readDoubleLE(at + 32),
    receiptSeq: from.readDoubleLE(at + 40),
    receiptMac: bytes(HAS_RECEIPT, MAC_OFFSET, MAC_BYTES),
    digest: bytes(HAS_DIGEST, DIGEST_OFFSET, DIGEST_BYTES),
    ...((flags & IS_LIE) === 0 ? {} : { isLie: true }),
    ...(kind === 'request' ? { place: from[at + PLACE_OFFSET] ?? 0 } : {}),
  };
}
