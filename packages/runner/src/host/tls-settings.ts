import { readFileSync, statSync } from 'node:fs';
import { LighthouseError } from '@lighthouse/contract';
import type { Target } from '@lighthouse/contract/target';
import { TARGET_LIMITS } from '@lighthouse/contract/target-limits';
import type { TlsSettings } from '../driver/tls-options.ts';

/** Reads what a scenario says of a target's certificate. Undefined without TLS. */
export function tlsSettings(target: Target): TlsSettings | undefined {
  const url = 'http' in target ? target.http : target.bridge;
  if (!url.startsWith('https:')) return undefined;
  const { ca, insecure = false } = { ca: undefined, insecure: false, ...target };
  return { ...(ca === undefined ? {} : { ca: readCertificates(ca) }), isInsecure: insecure };
}

function readCertificates(file: string): string {
  const facts = { path: file };
  let text: string;
  try {
    if (statSync(file).size > TARGET_LIMITS.caBytesMax)
      throw new LighthouseError('LH_USAGE', 'the file of certificates is too large', { facts });
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof LighthouseError) throw cause;
    throw new LighthouseError('LH_INPUT_MISSING', 'cannot read the certificates', {
      facts,
      hint: 'name a file in PEM form',
      cause,
    });
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new LighthouseError('LH_USAGE', 'there is no certificate in the file', {
    facts,
    hint: 'a certificate in PEM form begins with -----BEGIN CERTIFICATE-----',
  });
}
