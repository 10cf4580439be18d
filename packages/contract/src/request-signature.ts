/**
 * How an agent signs a request.
 *
 *   Authorization: LH1 <agent>;<credential>;<session>;<time>;<nonce>;<mac>
 *
 * agent       the agent's name
 * credential  number of its credential, decimal
 * session     the session's id, or `-` when opening one
 * time        milliseconds since 1970-01-01T00:00:00Z, decimal
 * nonce       decimal, 1 to 2^53 - 1: higher than any before in this session (a window of 1,024
 *             lets requests overtake each other); when opening a session, any number not used
 *             before with this credential within the clock skew
 * mac         base64url without padding of HMAC-SHA256(secret, text), where text is these lines,
 *             each ended by LF: `lighthouse/request/v1`, logId in hex, agent, credential, session,
 *             time, nonce, method, path with query, the value of the Idempotency-Key header (empty
 *             when there is none), lower-case hex SHA-256 of the body (of nothing when there is
 *             none); and, in a request that has it, the value of the Lighthouse-Seen header
 *
 *   Lighthouse-Seen: <seq>:<mac>
 *
 * seq, mac    of a receipt that the agent holds, as Lighthouse-Receipt writes it: the server proves
 *             that its log still has it, or refuses. The first 16 characters of the mac will do.
 *
 * What is signed can be neither altered nor sent twice, nor taken to another server. The secret
 * never travels.
 */
export interface RequestSignature {
  readonly agent: string;
  readonly credential: number;
  readonly session: string;
  readonly timeMs: number;
  readonly nonce: number;
  readonly mac: string;
}

export interface SignedParts {
  readonly logId: string;
  readonly agent: string;
  readonly credential: number;
  readonly session: string;
  readonly timeMs: number;
  readonly nonce: number;
  readonly method: string;
  readonly path: string;
  /** Empty when the request has none. */
  readonly idempotencyKey: string;
  readonly bodySha256Hex: string;
  /** The Lighthouse-Seen header; undefined when the request has none. */
  readonly seen?: string | undefined;
}

export const NONCE_WINDOW = 1024;
export const SCHEME = 'LH1';
const [NAME, DECIMAL, MAC] = ['([A-Za-z0-9._:-]{1,200})', '([1-9]\\d{0,15})', '([\\w-]{43})'];
/** One expression: every request is read by it, and taking its fields apart first takes longer. */
const HEADER = new RegExp(`^${SCHEME} ${NAME};${DECIMAL};${NAME};${DECIMAL};${DECIMAL};${MAC}$`);

/** The text that the MAC of a request is computed over. */
export function textToSign(parts: SignedParts): string {
  return (
    `lighthouse/request/v1\n${parts.logId}\n${parts.agent}\n${parts.credential}\n${parts.session}\n` +
    `${parts.timeMs}\n${parts.nonce}\n${parts.method}\n${parts.path}\n${parts.idempotencyKey}\n` +
    `${parts.bodySha256Hex}\n${parts.seen === undefined ? '' : `${parts.seen}\n`}`
  );
}

export function formatAuthorization(signature: RequestSignature): string {
  const { agent, credential, session, timeMs, nonce, mac } = signature;
  return `${SCHEME} ${agent};${credential};${session};${timeMs};${nonce};${mac}`;
}

/**
 * Reads an Authorization header. Returns undefined for anything that is not exactly of the form
 * above.
 */
export function parseAuthorization(header: string | undefined): RequestSignature | undefined {
  const fields = header === undefined ? null : HEADER.exec(header);
  if (fields === null) return undefined;
  const [, agent = '', credential, session = '', time, nonce, mac = ''] = fields;
  const [credentialNumber, timeMs, nonceNumber] = [Number(credential), Number(time), Number(nonce)];
  if (!(isExact(credentialNumber) && isExact(timeMs) && isExact(nonceNumber))) return undefined;
  return { agent, credential: credentialNumber, session, timeMs, nonce: nonceNumber, mac };
}

const isExact = Number.isSafeInteger;
