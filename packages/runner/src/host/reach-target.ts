import { LighthouseError } from '@lighthouse/contract';
import { isCertificateFailure } from '../driver/failure-name.ts';
import { tlsOptions, type TlsSettings } from '../driver/tls-options.ts';
import { askOnce } from './ask-once.ts';

const TIMEOUT_MS = 5_000;
const HINT = 'start it, or check the URL';

/** The status of an answer, and what its server says it is (RFC 9110, 10.2.4). */
export interface Reached {
  readonly status: number;
  readonly server: string;
}

/** Asks a server for a path, once. Throws LH_UNREACHABLE when it does not answer. */
export async function reachTarget(url: URL, tls: TlsSettings | undefined): Promise<Reached> {
  try {
    const { status, headers } = await askOnce(url, { ...tlsOptions(tls), timeoutMs: TIMEOUT_MS });
    return { status, server: [headers.server ?? ''].flat().join(' ') };
  } catch (cause) {
    throw unreachable(url, cause);
  }
}

function unreachable(url: URL, cause: unknown): LighthouseError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const facts = { url: url.href, ...(code === '' ? {} : { code }) };
  if (!isCertificateFailure(code))
    return new LighthouseError('LH_UNREACHABLE', 'the target does not answer', {
      facts,
      hint: HINT,
      cause,
    });
  return new LighthouseError('LH_UNREACHABLE', 'nobody we know vouches for the target', {
    facts,
    hint: 'name the certificate of who does with --ca, or take any with --insecure',
    cause,
  });
}
