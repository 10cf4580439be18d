const NAMES: ReadonlyMap<string, string> = new Map([
  ['UND_ERR_SOCKET', 'CONNECTION_CLOSED'],
  ['UND_ERR_CONNECT_TIMEOUT', 'CONNECT_TIMEOUT'],
  ['UND_ERR_HEADERS_OVERFLOW', 'MALFORMED_ANSWER'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'MALFORMED_ANSWER'],
  ['UND_ERR_DESTROYED', 'CONNECTION_CLOSED'],
  ['UND_ERR_CLOSED', 'CONNECTION_CLOSED'],
]);
const SYSTEM_ERROR = /^E[A-Z0-9_]+$/;
const REFUSALS: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CONNECT_TIMEOUT',
]);

/** Names how a connection broke. Undefined when nothing broke and the request itself was wrong. */
export function nameOfFailure(error: unknown): string | undefined {
  const code = codeOf(error);
  if (code === 'UND_ERR_INVALID_ARG') return undefined;
  const name = NAMES.get(code);
  if (name !== undefined) return name;
  if (error instanceof Error && error.name === 'HTTPParserError') return 'MALFORMED_ANSWER';
  return SYSTEM_ERROR.test(code) ? code : 'CONNECTION_BROKEN';
}

/** Tells whether no connection came about at all, so that nothing can have been sent. */
export function isRefusal(failure: string): boolean {
  return REFUSALS.has(failure);
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
