import { createHash, createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { parseAuthorization, textToSign } from '@lighthouse/contract';
import { readSecret, RequestSigner } from './request-signer.ts';

const secretText = Buffer.alloc(32, 7).toString('base64url');

function makeSigner(): RequestSigner {
  const secret = readSecret(secretText);
  if (secret === undefined) throw new Error('no secret');
  return new RequestSigner({
    agent: 'builder-0001',
    credential: 3,
    logId: 'ab'.repeat(16),
    secret,
  });
}

test('a signature is what the contract says it is', () => {
  const signer = makeSigner();
  signer.session = 's-9';
  const body = '{"ä":1}';
  const request = { method: 'POST', path: '/v1/commands', idempotencyKey: 'k-1', body } as const;
  const parsed = parseAuthorization(signer.sign({ ...request, timeMs: 1234 }));
  expect(parsed).toMatchObject({ agent: 'builder-0001', credential: 3, session: 's-9', nonce: 1 });
  const text = textToSign({
    logId: 'ab'.repeat(16),
    agent: 'builder-0001',
    credential: 3,
    session: 's-9',
    timeMs: 1234,
    nonce: 1,
    method: 'POST',
    path: '/v1/commands',
    idempotencyKey: 'k-1',
    bodySha256Hex: createHash('sha256').update(body).digest('hex'),
  });
  const mac = createHmac('sha256', Buffer.alloc(32, 7)).update(text).digest('base64url');
  expect(parsed?.mac).toBe(mac);
});

test('every request has a nonce above the one before', () => {
  const signer = makeSigner();
  const request = { method: 'GET', path: '/', idempotencyKey: '', timeMs: 1 } as const;
  const nonces = [1, 2, 3].map(
    () => parseAuthorization(signer.sign({ ...request, body: '' }))?.nonce,
  );
  expect(nonces).toEqual([1, 2, 3]);
});

test.each(['', 'short', `${secretText}A`, `${secretText.slice(0, -1)}=`])(
  '%p is no secret',
  (text) => {
    expect(readSecret(text)).toBeUndefined();
  },
);
