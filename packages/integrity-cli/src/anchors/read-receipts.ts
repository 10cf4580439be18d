import { LighthouseError } from '@lighthouse/contract/errors';
import { readGivenFile } from './read-given-file.ts';

/** What somebody was given for an event that was acknowledged. */
export interface GivenReceipt {
  /** 32 hex digits; undefined when only sequence number and MAC are known. */
  readonly logId: string | undefined;
  readonly seq: number;
  /** Base64 of 32 bytes. */
  readonly mac: string;
  /** How often the log had been restored by then. */
  readonly incarnation?: number;
}

const RECEIPTS_MAX = 1_000_000;
const FILE_BYTES_MAX = 256 * 1024 * 1024;
const SEQ = /^[1-9]\d{0,15}$/;
const MAC = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;
const LOG_ID = /^[0-9a-f]{32}$/;

/** Parses `seq:mac`. Throws LH_USAGE. */
export function parseReceipt(text: string): GivenReceipt {
  const colon = text.indexOf(':');
  const [seq, mac] = [text.slice(0, colon), text.slice(colon + 1)];
  if (colon > 0 && SEQ.test(seq) && Number.isSafeInteger(Number(seq)) && MAC.test(mac))
    return { logId: undefined, seq: Number(seq), mac };
  throw new LighthouseError('LH_USAGE', '--receipt does not take this value', {
    hint: 'write seq:mac, the MAC as 44 characters of base64',
    facts: { value: text },
  });
}

/**
 * Reads a file of receipts, as the log gave them: one JSON object `{"logId", "seq", "mac"}` a line.
 * Throws LH_INPUT_MISSING, LH_IO, or LH_CONFIG with file and line.
 */
export function readReceipts(file: string): GivenReceipt[] {
  const lines = readGivenFile(file, FILE_BYTES_MAX).toString('utf8').split('\n');
  const receipts: GivenReceipt[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const receipt = parseLine(line);
    if (receipt === undefined) throw notReceipts(`${file}:${index + 1}: not a receipt`);
    if (receipts.push(receipt) > RECEIPTS_MAX)
      throw notReceipts(`${file}: more than ${RECEIPTS_MAX} receipts`);
  }
  if (receipts.length === 0) throw notReceipts(`${file}: there is no receipt in it`);
  return receipts;
}

function parseLine(line: string): GivenReceipt | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { logId, seq, mac, incarnation } = value as Record<string, unknown>;
  const isReceipt =
    typeof logId === 'string' &&
    LOG_ID.test(logId) &&
    typeof seq === 'number' &&
    Number.isSafeInteger(seq) &&
    seq >= 1 &&
    typeof mac === 'string' &&
    MAC.test(mac);
  if (!isReceipt) return undefined;
  if (incarnation === undefined) return { logId, seq, mac };
  const isCount = typeof incarnation === 'number' && Number.isSafeInteger(incarnation);
  return isCount && incarnation >= 0 ? { logId, seq, mac, incarnation } : undefined;
}

function notReceipts(message: string): LighthouseError {
  return new LighthouseError('LH_CONFIG', message, {
    hint: 'write one receipt a line: {"logId": "32 hex digits", "seq": 17, "mac": "base64"}',
  });
}
