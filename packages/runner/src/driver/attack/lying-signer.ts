import { createSecretKey, hash } from 'node:crypto';
import type { LyingRequest, SignatureLies } from '@lighthouse/agent-sim';
import { formatAuthorization, textToSign } from '@lighthouse/contract';
import { Hmac } from '../hmac.ts';
import type { RequestSigner } from '../request-signer.ts';

export type RequestToLieAbout = Pick<LyingRequest, 'method' | 'path' | 'key' | 'body'>;

/** Any secret that no server has given out. */
const OTHER_SECRET = new Hmac(createSecretKey(Buffer.alloc(32, 0x6c)));

/** Gives the Authorization header of a request, with lies in it. */
export function signLying(
  signer: RequestSigner,
  request: RequestToLieAbout & { readonly timeMs: number },
  lies: SignatureLies,
): string {
  const { agent, credential, logId, secret } = signer.credential;
  const said = {
    agent: lies.agent ?? agent,
    credential: credential + (lies.credentialBy ?? 0),
    session: lies.session ?? signer.session,
    timeMs: request.timeMs + (lies.timeByMs ?? 0),
    nonce: signer.takeNonce(),
    logId: lies.logId === 'other' ? otherLog(logId) : logId,
  };
  const text = textToSign({
    ...said,
    method: request.method,
    path: request.path,
    idempotencyKey: request.key,
    bodySha256Hex: hash('sha256', Buffer.from(request.body), 'hex'),
  });
  const key = lies.secret === 'other' ? OTHER_SECRET : secret;
  const mac = key.base64url(text);
  return formatAuthorization({ ...said, mac: lies.mac === undefined ? mac : ALTER[lies.mac](mac) });
}

const ALTER: Readonly<Record<NonNullable<SignatureLies['mac']>, (mac: string) => string>> = {
  altered: (mac) => `${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`,
  short: (mac) => mac.slice(1),
  long: (mac) => `${mac}A`,
  'not-base64url': (mac) => `!${mac.slice(1)}`,
  missing: () => '',
  doubled: (mac) => `${mac};${mac}`,
};

function otherLog(logId: string): string {
  return `${logId.startsWith('0') ? '1' : '0'}${logId.slice(1)}`;
}
