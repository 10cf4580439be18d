import { createSecretKey, type KeyObject } from 'node:crypto';
import fs from 'node:fs';
import { LighthouseError } from '@lighthouse/contract/errors';

const SECRET_BYTES_MIN = 16;
const SECRET_BYTES_MAX = 1024;
/** In front of a secret as Standard Webhooks writes it down: base64 of the key follows. */
const PREFIX = 'whsec_';

/** Reads what webhooks are signed with. Throws LH_KEY_MISSING, LH_KEY_MODE or LH_KEY_INVALID. */
export function readWebhookSecret(file: string): KeyObject {
  if (!fs.existsSync(file))
    throw new LighthouseError('LH_KEY_MISSING', 'there is no file with the secret of webhooks', {
      hint: `make one: (umask 077; echo "${PREFIX}$(openssl rand -base64 32)" > webhook.secret)`,
      facts: { path: file },
    });
  const { mode, size } = fs.statSync(file);
  if ((mode & 0o077) !== 0)
    throw new LighthouseError('LH_KEY_MODE', 'others can read the secret of webhooks', {
      hint: `chmod 600 ${file}`,
      facts: { path: file },
    });
  const text = size > SECRET_BYTES_MAX ? '' : fs.readFileSync(file, 'utf8').trimEnd();
  const key = keyOf(text);
  if (key === undefined)
    throw new LighthouseError('LH_KEY_INVALID', 'the secret of webhooks cannot be used', {
      hint: `write ${PREFIX} and base64, or another text: at least ${SECRET_BYTES_MIN} bytes`,
      facts: { path: file },
    });
  return createSecretKey(key);
}

/** Any text but one that begins as Standard Webhooks has it is the key as it stands. */
function keyOf(text: string): Buffer | undefined {
  const encoded = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined;
  const key = Buffer.from(encoded ?? text, encoded === undefined ? 'utf8' : 'base64');
  const isWhole = encoded === undefined || key.toString('base64') === encoded;
  return isWhole && key.length >= SECRET_BYTES_MIN ? key : undefined;
}
