/** The payloads of system frames; docs/format.md, section 5. */
import { isIdentifier, isName } from './meta.ts';

export interface KeyRotated {
  readonly type: '$key_rotated';
  readonly kid: number;
  readonly keyCheck: string;
}

export interface EpochSealed {
  readonly type: '$epoch_sealed';
  readonly epoch: number;
  readonly until: number;
  readonly next: string;
}

export interface Archived {
  readonly type: '$archived';
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
  readonly trailer: string;
  readonly root: string;
  readonly size: number;
}

export interface StoreRestored {
  readonly type: '$store_restored';
  readonly incarnation: number;
}

export interface AgentRegistered {
  readonly type: '$agent_registered';
  readonly agent: string;
  readonly role: string;
  readonly credential: number;
  /** Event types, or prefixes ending in `*`. */
  readonly allows: readonly string[];
}

export interface AgentRevoked {
  readonly type: '$agent_revoked';
  readonly agent: string;
  readonly credential: number;
}

/**
 * What the log says about itself and bears on how later frames are judged. Everything else is
 * `other`.
 */
export type SystemRecord =
  | KeyRotated
  | EpochSealed
  | Archived
  | StoreRestored
  | AgentRegistered
  | AgentRevoked
  | { readonly type: '$heartbeat' }
  | { readonly type: 'other' };

/**
 * Parses the payload of a system frame of this type by rule 9; undefined when it breaks the rule.
 * Never throws.
 */
export function parseSystemPayload(type: string, payload: Uint8Array): SystemRecord | undefined {
  const form = FORMS.get(type);
  if (form === undefined) return { type: 'other' };
  const value = parseObject(payload);
  return value && form(value);
}

type Members = Readonly<Record<string, unknown>>;

const FORMS = new Map<string, (members: Members) => SystemRecord | undefined>([
  [
    '$store_recovered',
    ({ bytes, reason, seq }) => otherIf(areCounts(bytes, seq) && isText(reason)),
  ],
  ['$key_rotated', keyRotated],
  ['$epoch_sealed', epochSealed],
  ['$archived', archived],
  ['$store_restored', storeRestored],
  ['$subject_erased', ({ subject }) => otherIf(isIdentifier(subject))],
  ['$import_begun', ({ from, format }) => otherIf(isText(from) && isText(format))],
  ['$import_ended', (p) => otherIf(areCounts(p['importedCount'], p['skippedCount']))],
  ['$heartbeat', () => ({ type: '$heartbeat' })],
  ['$agent_registered', agentRegistered],
  ['$agent_revoked', agentRevoked],
]);

function keyRotated({ kid, keyCheck }: Members): KeyRotated | undefined {
  return isNumber(kid) && isHex(keyCheck) ? { type: '$key_rotated', kid, keyCheck } : undefined;
}

function epochSealed({ epoch, until, next }: Members): EpochSealed | undefined {
  const isRight = isNumber(epoch) && isCount(until) && isHex(next);
  return isRight ? { type: '$epoch_sealed', epoch, until, next } : undefined;
}

function archived({ first, last, bytes, trailer, root, size }: Members): Archived | undefined {
  if (!isNumber(first) || !isNumber(last) || !isCount(bytes) || !isCount(size)) return undefined;
  if (!isHex(trailer) || !isHex(root)) return undefined;
  return { type: '$archived', first, last, bytes, trailer, root, size };
}

function storeRestored({ incarnation, from, seq }: Members): StoreRestored | undefined {
  const isRight = isNumber(incarnation) && isText(from) && isCount(seq);
  return isRight ? { type: '$store_restored', incarnation } : undefined;
}

function agentRegistered(members: Members): AgentRegistered | undefined {
  const { agent, role, credential, allows } = members;
  if (!isName(agent) || !isText(role) || !isNumber(credential)) return undefined;
  if (!Array.isArray(allows) || !allows.every(isText)) return undefined;
  return { type: '$agent_registered', agent, role, credential, allows };
}

function agentRevoked({ agent, credential }: Members): AgentRevoked | undefined {
  const isRight = isName(agent) && isNumber(credential);
  return isRight ? { type: '$agent_revoked', agent, credential } : undefined;
}

function otherIf(isRight: boolean): SystemRecord | undefined {
  return isRight ? { type: 'other' } : undefined;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parseObject(bytes: Uint8Array): Members | undefined {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return { ...value };
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function areCounts(...values: readonly unknown[]): boolean {
  return values.every(isCount);
}

function isNumber(value: unknown): value is number {
  return isCount(value) && value >= 1;
}

function isHex(value: unknown): value is string {
  return typeof value === 'string' && /^(?:[0-9a-f]{2})+$/.test(value);
}
