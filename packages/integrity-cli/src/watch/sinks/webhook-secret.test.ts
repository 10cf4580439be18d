import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { readWebhookSecret } from './webhook-secret.ts';
import { signatureHeaders } from './webhook-sink.ts';

const scope = createScope(afterEach);

async function secretOf(text: string) {
  const file = path.join(await scope.folder(), 'secret');
  writeFileSync(file, text, { mode: 0o600 });
  return readWebhookSecret(file);
}

test('a secret as Standard Webhooks writes it signs as its libraries do', async () => {
  // What the library standardwebhooks 1.1.1 signs with this secret.
  const secret = await secretOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n');
  const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
  const message = { id, body: '{"test": 2432232314}', timestamp: 1_614_265_330 };
  expect(signatureHeaders(secret, message)['webhook-signature']).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});

test('any other text is the key as it stands', async () => {
  const key = await secretOf('a secret that only two know\n');
  expect(key.export().toString()).toBe('a secret that only two know');
});

test.each(['short', 'whsec_c2hvcnQ=', 'whsec_not base64 at all, but long', 'x'.repeat(2000)])(
  'a secret that cannot be used is refused: %#',
  async (text) => {
    await expect(secretOf(text)).rejects.toMatchObject({ code: 'LH_KEY_INVALID' });
  },
);
