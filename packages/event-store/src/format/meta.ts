/**
 * What a frame says about its event: a JSON object, members in this order, without white space;
 * docs/format.md, section 5. Readers accept any order and ignore members that they don't know.
 */
import { isUtf8 } from 'node:buffer';
import { bufferOver } from './bytes.ts';

export interface Meta {
  readonly type: string;
  readonly stream: string;
  readonly version: number;
  readonly id?: string | undefined;
  readonly agent?: string | undefined;
  readonly credential?: number | undefined;
  readonly session?: string | undefined;
  readonly correlation?: string | undefined;
  readonly causation?: string | undefined;
  readonly key?: string | undefined;
  readonly nonce?: number | undefined;
  /** Whose key the payload is encrypted with. */
  readonly subject?: string | undefined;
  readonly sig?: string | undefined;
}

/** The stream of system records about the log itself. */
export const LOG_STREAM = '$log';
/** The stream of system records about agents. */
export const AGENTS_STREAM = '$agents';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$/;
const IDENTIFIER_UNITS_MAX = 200;

/** Tells whether this names a type, a stream or an agent. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value);
}

/** Tells whether this is a name, or `$` and a name. */
export function isSystemName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value.startsWith('$') ? value.slice(1) : value);
}

/** Tells whether this identifies something to its caller: 1 to 200 UTF-16 code units. */
export function isIdentifier(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= IDENTIFIER_UNITS_MAX;
}

/** Writes meta as a writer must: members in order, no white space. The members must be valid. */
export function encodeMeta(meta: Meta): string {
  let text = `{"type":"${meta.type}","stream":"${meta.stream}","version":${meta.version}`;
  if (meta.id !== undefined) text += `,"id":${JSON.stringify(meta.id)}`;
  if (meta.agent !== undefined) text += `,"agent":"${meta.agent}"`;
  if (meta.credential !== undefined) text += `,"credential":${meta.credential}`;
  if (meta.session !== undefined) text += `,"session":${JSON.stringify(meta.session)}`;
  if (meta.correlation !== undefined) text += `,"correlation":${JSON.stringify(meta.correlation)}`;
  if (meta.causation !== undefined) text += `,"causation":${JSON.stringify(meta.causation)}`;
  if (meta.key !== undefined) text += `,"key":${JSON.stringify(meta.key)}`;
  if (meta.nonce !== undefined) text += `,"nonce":${meta.nonce}`;
  if (meta.subject !== undefined) text += `,"subject":${JSON.stringify(meta.subject)}`;
  if (meta.sig !== undefined) text += `,"sig":"${meta.sig}"`;
  return `${text}}`;
}

/** Parses meta by rule 9; undefined when it breaks the rule. Never throws. */
export function parseMeta(bytes: Uint8Array, isSystem: boolean): Meta | undefined {
  const value = parseJson(bytes);
  return value !== undefined && isMeta(value, isSystem) ? value : undefined;
}

function parseJson(bytes: Uint8Array): unknown {
  // Asked first, because decoding would put replacement characters in the place of what is wrong.
  if (!isUtf8(bytes)) return undefined;
  try {
    return JSON.parse(bufferOver(bytes).utf8Slice(0, bytes.length));
  } catch {
    return undefined;
  }
}

/** One question after the other, since this is asked of every event that is read. */
function isMeta(value: unknown, isSystem: boolean): value is Meta {
  if (!isObject(value)) return false;
  const { type, stream, version, agent, sig } = value;
  const isOwnName = isSystem ? isSystemName : isName;
  return (
    isOwnName(type) &&
    isOwnName(stream) &&
    isCount(version) &&
    isAbsentOr(agent, isName) &&
    isAbsentOr(sig, isBase64) &&
    isAbsentOr(value['credential'], isCount) &&
    isAbsentOr(value['nonce'], isCount) &&
    isAbsentOr(value['id'], isIdentifier) &&
    isAbsentOr(value['session'], isIdentifier) &&
    isAbsentOr(value['correlation'], isIdentifier) &&
    isAbsentOr(value['causation'], isIdentifier) &&
    isAbsentOr(value['key'], isIdentifier) &&
    isAbsentOr(value['subject'], isIdentifier)
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAbsentOr(value: unknown, isValid: (value: unknown) => boolean): boolean {
  return value === undefined || isValid(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function isBase64(value: unknown): boolean {
  return typeof value === 'string' && BASE64.test(value);
}
