import { createSecureContext } from 'node:tls';
import { LighthouseError } from '@lighthouse/contract';
import type { TlsFiles } from '../http/http-server.ts';
import { readInput, readSecretInput } from './read-input.ts';

/** Reads a certificate chain and its key, both PEM. Throws LH_CONFIG when they are no pair. */
export function loadTls(from: { readonly cert: string; readonly key: string }): TlsFiles {
  const files = {
    cert: readInput(from.cert, 'certificate'),
    key: readSecretInput(from.key, 'key of the certificate'),
  };
  try {
    createSecureContext(files);
  } catch {
    // What went wrong inside may quote the key.
    throw new LighthouseError('LH_CONFIG', 'the certificate and the key can not be used', {
      hint: 'both are PEM, the key without a passphrase and that of the first certificate',
      facts: { cert: from.cert, key: from.key },
    });
  }
  return files;
}
