const NAMES: ReadonlyMap<string, string> = new Map([
  ['UND_ERR_SOCKET', 'CONNECTION_CLOSED'],
  ['UND_ERR_CONNECT_TIMEOUT', 'CONNECT_TIMEOUT'],
  ['UND_ERR_HEADERS_OVERFLOW', 'MALFORMED_ANSWER'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'MALFORMED_ANSWER'],
  ['UND_ERR_DESTROYED', 'CONNECTION_CLOSED'],
  ['UND_ERR_CLOSED', 'CONNECTION_CLOSED'],
]);
const SYSTEM_ERROR = /^E[A-Z0-9_]+$/;
/** How node:tls says that nobody vouches for a certificate, or not for this server. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ISSUER/;

/** Names how a connection broke. Undefined when nothing broke and the request itself was wrong. */
export function nameOfFailure(error: unknown): string | undefined {
  const code = propertyOf(error, 'code');
  if (code === 'UND_ERR_INVALID_ARG') return undefined;
  const name = NAMES.get(code);
  if (name !== undefined) return name;
  if (isCertificateFailure(code)) return 'BAD_CERTIFICATE';
  if (propertyOf(error, 'name') === 'HTTPParserError') return 'MALFORMED_ANSWER';
  return SYSTEM_ERROR.test(code) ? code : 'CONNECTION_BROKEN';
}

/** Whether a code of node:tls is about the certificate of the server. */
export function isCertificateFailure(code: string): boolean {
  return CERTIFICATE.test(code);
}

function propertyOf(error: unknown, name: 'code' | 'name'): string {
  if (typeof error !== 'object' || error === null || !(name in error)) return '';
  const value: unknown = (error as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : '';
}
