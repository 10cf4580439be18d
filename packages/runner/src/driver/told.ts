import type { Decision } from '@lighthouse/contract/commands';
import { RECEIPT_MAC_LENGTH } from '../history/record.ts';
import { readSecret, type Credential } from './request-signer.ts';

/** What an acknowledgement says, in the few fields that the run keeps. */
export interface Told {
  readonly receiptSeq: number;
  /** Its first RECEIPT_MAC_LENGTH characters. */
  readonly receiptMac: string;
  /** Empty when the answer holds no decision. */
  readonly decision: Decision | '';
}
export interface ToldEnrolment extends Told {
  readonly credential: Credential;
}
export interface ToldSession extends Told {
  readonly session: string;
}
/** Who a target says it is. */
export interface ToldTarget {
  readonly name: string;
  readonly version: string;
  readonly logId: string;
}

// These read every single answer of a run, so they look at what is used and at nothing else.

/** Reads the answer to a command or a review. */
export function readDecision(body: unknown): Told | undefined {
  const told = readReceipt(body);
  const decision = field(body, 'decision');
  if (told === undefined || !isDecision(decision)) return undefined;
  return { receiptSeq: told.receiptSeq, receiptMac: told.receiptMac, decision };
}

export function readSession(body: unknown): ToldSession | undefined {
  const told = readReceipt(body);
  const session = field(body, 'session');
  return told === undefined || typeof session !== 'string' || session === ''
    ? undefined
    : { ...told, session };
}

export function readEnrolment(body: unknown): ToldEnrolment | undefined {
  const told = readReceipt(body);
  const [agent, credential, logId, secret] = ['agent', 'credential', 'logId', 'secret'].map(
    (name) => field(body, name),
  );
  if (told === undefined || typeof agent !== 'string' || typeof logId !== 'string')
    return undefined;
  const key = typeof secret === 'string' ? readSecret(secret) : undefined;
  if (key === undefined || typeof credential !== 'number') return undefined;
  return { ...told, credential: { agent, credential, logId, secret: key } };
}

export function readTarget(body: unknown): ToldTarget | undefined {
  const [name, version, logId] = ['name', 'version', 'logId'].map((each) => field(body, each));
  if (typeof name !== 'string' || typeof version !== 'string') return undefined;
  return typeof logId === 'string' ? { name, version, logId } : undefined;
}

/** Reads the receipt of any acknowledgement. */
export function readReceipt(body: unknown): Told | undefined {
  const receipt = field(body, 'receipt');
  const seq = field(receipt, 'seq');
  const mac = field(receipt, 'mac');
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) return undefined;
  if (typeof mac !== 'string' || mac.length < RECEIPT_MAC_LENGTH) return undefined;
  return { receiptSeq: seq, receiptMac: mac.slice(0, RECEIPT_MAC_LENGTH), decision: '' };
}

function isDecision(value: unknown): value is Decision {
  return value === 'allowed' || value === 'denied' || value === 'escalated';
}

export function field(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined;
  return (object as Readonly<Record<string, unknown>>)[name];
}
