/**
 * What an address says of TLS, in the words of libpq: `sslmode` (disable, require, verify-ca or
 * verify-full) and the files `sslrootcert`, `sslcert` and `sslkey`. libpq's allow and prefer, which
 * fall back to plain text when somebody in between wants it, are refused.
 */
import { readFileSync } from 'node:fs';
import { LighthouseError } from '@lighthouse/contract/errors';
import type { ResultsAddress } from './address.ts';

const MODES = ['disable', 'require', 'verify-ca', 'verify-full'];
const FILES = ['sslrootcert', 'sslcert', 'sslkey'];

/**
 * Checks what an address says of TLS, and gives the URL for the driver, which then reads the modes
 * as libpq does. Throws LH_USAGE or LH_INPUT_MISSING.
 */
export function urlForDriver(address: ResultsAddress): string {
  const url = address.secretUrl();
  const [before = '', query = ''] = url.split('?', 2);
  const settings = new URLSearchParams(query);
  const mode = settings.get('sslmode');
  if (mode === null) return url;
  if (!MODES.includes(mode)) throw usage('this sslmode is not known', mode, MODES.join(', '));
  // libpq's name for the authorities that come with the system: here those of Node.js.
  if (settings.get('sslrootcert') === 'system') settings.delete('sslrootcert');
  else if (mode === 'verify-ca' && !settings.has('sslrootcert'))
    throw usage('verify-ca has no authority to trust', mode, 'add &sslrootcert=ca.pem');
  for (const name of FILES) requireReadable(name, settings.get(name));
  settings.set('uselibpqcompat', 'true');
  return `${before}?${settings.toString()}`;
}

function usage(message: string, mode: string, hint: string): LighthouseError {
  return new LighthouseError('LH_USAGE', message, { facts: { sslmode: mode }, hint });
}

function requireReadable(name: string, file: string | null): void {
  if (file === null) return;
  try {
    readFileSync(file);
  } catch (cause) {
    throw new LighthouseError('LH_INPUT_MISSING', 'cannot read a certificate or its key', {
      facts: { [name]: file },
      hint: 'a path is relative to where the tool runs',
      cause,
    });
  }
}
