import type { Decision } from '@lighthouse/contract/commands';
import { OPERATION_KINDS, type OperationKind } from '@lighthouse/contract/operation-kinds';
import type { HistoryRecord, Outcome } from '../history/record.ts';
import type { LogAppend } from './appends.ts';

/**
 * Rows of the join, as they are kept in partitions. All numbers little endian; texts in UTF-8 with
 * their length in front of them.
 *
 *   operation   agent u32 · number u32 · kind (128 more: a lie), outcome, decision, clock u8 ·
 *               sent, answered, receipt seq f64 · key, receipt MAC, digest
 *   append      agent u32 · last seq f64 · decision, whole u8 · last time f64 · key, last MAC,
 *               digest, type
 *   order       seq, sent, answered f64 (answered Infinity when nothing was acknowledged) · agent,
 *               number, clock u32
 */
export interface OperationRow extends Pick<
  HistoryRecord,
  'agent' | 'number' | 'kind' | 'key' | 'sentUs' | 'answeredUs' | 'clock' | 'outcome' | 'decision'
> {
  readonly receiptSeq: number;
  readonly receiptMac: string;
  readonly digest: string;
  readonly isLie?: boolean | undefined;
}

export interface AppendRow extends Omit<LogAppend, 'agent' | 'eventCount'> {
  /** Index of the agent. */
  readonly agent: number;
}

export interface OrderRow {
  readonly seq: number;
  readonly sentUs: number;
  /** Infinity when the agent was never told. */
  readonly answeredUs: number;
  readonly agent: number;
  readonly number: number;
  readonly clock: number;
}

export const ORDER_ROW_BYTES = 36;
const OUTCOMES: readonly Outcome[] = ['ok', 'fail', 'info'];
const DECISIONS: readonly (Decision | '')[] = ['', 'allowed', 'denied', 'escalated'];
const OPERATION_HEAD_BYTES = 36;
const LIE = 0x80;
const APPEND_HEAD_BYTES = 22;
/** Four texts, each at most 255 characters of at most 3 bytes. */
const ROW_BYTES_MAX = 64 + 4 * (2 + 3 * 255);

/** Encodes rows, each into the same few bytes: use or copy a row before asking for the next. */
export class RowEncoder {
  readonly #bytes = Buffer.alloc(ROW_BYTES_MAX);

  operation(row: OperationRow): Uint8Array {
    const bytes = this.#bytes;
    bytes.writeUInt32LE(row.agent, 0);
    bytes.writeUInt32LE(row.number, 4);
    bytes[8] = OPERATION_KINDS.indexOf(row.kind) | (row.isLie === true ? LIE : 0);
    bytes[9] = OUTCOMES.indexOf(row.outcome);
    bytes[10] = DECISIONS.indexOf(row.decision);
    bytes[11] = row.clock;
    bytes.writeDoubleLE(row.sentUs, 12);
    bytes.writeDoubleLE(row.answeredUs, 20);
    bytes.writeDoubleLE(row.receiptSeq, 28);
    return this.#texts(OPERATION_HEAD_BYTES, [row.key, row.receiptMac, row.digest]);
  }

  append(row: AppendRow): Uint8Array {
    const bytes = this.#bytes;
    bytes.writeUInt32LE(row.agent, 0);
    bytes.writeDoubleLE(row.lastSeq, 4);
    bytes[12] = DECISIONS.indexOf(row.decision);
    bytes[13] = row.isWhole ? 1 : 0;
    bytes.writeDoubleLE(row.lastTsUs, 14);
    return this.#texts(APPEND_HEAD_BYTES, [row.key, row.lastMac, row.digest, row.type]);
  }

  order(row: OrderRow): Uint8Array {
    const bytes = this.#bytes;
    bytes.writeDoubleLE(row.seq, 0);
    bytes.writeDoubleLE(row.sentUs, 8);
    bytes.writeDoubleLE(row.answeredUs, 16);
    bytes.writeUInt32LE(row.agent, 24);
    bytes.writeUInt32LE(row.number, 28);
    bytes.writeUInt32LE(row.clock, 32);
    return bytes.subarray(0, ORDER_ROW_BYTES);
  }

  #texts(at: number, texts: readonly string[]): Uint8Array {
    let end = at;
    for (const text of texts) {
      const length = this.#bytes.write(text, end + 2);
      this.#bytes.writeUInt16LE(length, end);
      end += 2 + length;
    }
    return this.#bytes.subarray(0, end);
  }
}

export function* decodeOperations(partition: Uint8Array): Generator<OperationRow> {
  const bytes = asBuffer(partition);
  for (let at = 0; at < bytes.length;) {
    const texts = readTexts(bytes, at + OPERATION_HEAD_BYTES, 3);
    const [key = '', receiptMac = '', digest = ''] = texts.values;
    yield {
      agent: bytes.readUInt32LE(at),
      number: bytes.readUInt32LE(at + 4),
      kind: OPERATION_KINDS[(bytes[at + 8] ?? 0) & ~LIE] as OperationKind,
      outcome: OUTCOMES[bytes[at + 9] ?? 0] as Outcome,
      decision: DECISIONS[bytes[at + 10] ?? 0] ?? '',
      clock: bytes[at + 11] ?? 0,
      sentUs: bytes.readDoubleLE(at + 12),
      answeredUs: bytes.readDoubleLE(at + 20),
      receiptSeq: bytes.readDoubleLE(at + 28),
      key,
      receiptMac,
      digest,
      ...(((bytes[at + 8] ?? 0) & LIE) === 0 ? {} : { isLie: true }),
    };
    at = texts.end;
  }
}

export function* decodeAppends(partition: Uint8Array): Generator<AppendRow> {
  const bytes = asBuffer(partition);
  for (let at = 0; at < bytes.length;) {
    const texts = readTexts(bytes, at + APPEND_HEAD_BYTES, 4);
    const [key = '', lastMac = '', digest = '', type = ''] = texts.values;
    yield {
      agent: bytes.readUInt32LE(at),
      lastSeq: bytes.readDoubleLE(at + 4),
      lastTsUs: bytes.readDoubleLE(at + 14),
      decision: DECISIONS[bytes[at + 12] ?? 0] ?? '',
      isWhole: bytes[at + 13] === 1,
      key,
      lastMac,
      digest,
      type,
    };
    at = texts.end;
  }
}

export function decodeOrder(partition: Uint8Array): OrderRow[] {
  const bytes = asBuffer(partition);
  return Array.from({ length: bytes.length / ORDER_ROW_BYTES }, (_, index) => {
    const at = index * ORDER_ROW_BYTES;
    return {
      seq: bytes.readDoubleLE(at),
      sentUs: bytes.readDoubleLE(at + 8),
      answeredUs: bytes.readDoubleLE(at + 16),
      agent: bytes.readUInt32LE(at + 24),
      number: bytes.readUInt32LE(at + 28),
      clock: bytes.readUInt32LE(at + 32),
    };
  });
}

function readTexts(bytes: Buffer, at: number, count: number): { values: string[]; end: number } {
  const values: string[] = [];
  let end = at;
  for (let index = 0; index < count; index += 1) {
    const length = bytes.readUInt16LE(end);
    values.push(bytes.toString('utf8', end + 2, end + 2 + length));
    end += 2 + length;
  }
  return { values, end };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
