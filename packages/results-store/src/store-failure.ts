import { isNativeError } from 'node:util/types';
import { LighthouseError } from '@lighthouse/contract/errors';
import type { ErrorCode } from '@lighthouse/contract/errors';
import type { ResultsAddress } from './address.ts';

interface Kind {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

/** By SQLSTATE (PostgreSQL, appendix A) or the code of the operating system. */
const KINDS: readonly Kind[] = [
  {
    pattern: /^28/,
    code: 'LH_UNREACHABLE',
    message: 'the database of results refuses the user',
    hint: 'check user and password; PGPASSWORD and ~/.pgpass count too',
  },
  {
    pattern: /^3D000$/,
    code: 'LH_UNREACHABLE',
    message: 'there is no such database',
    hint: 'create it: createdb lighthouse',
  },
  {
    pattern: /^42501$/,
    code: 'LH_IO',
    message: 'the user may not do this in the database of results',
    hint: 'the owner of the schema lighthouse stores; readers need USAGE on it and SELECT on its tables',
  },
  {
    pattern: /^53100$/,
    code: 'LH_DISK_FULL',
    message: 'the disk of the database of results is full',
    hint: 'make room, then lh-report push',
  },
  {
    // Of Node.js, from OpenSSL's X509_V_ERR_*.
    pattern: /CERT|UNABLE_TO_(GET|VERIFY|DECODE)|CRL_|INVALID_(CA|PURPOSE)/,
    code: 'LH_UNREACHABLE',
    message: 'the certificate of the database of results is not trusted',
    hint: 'name the authority that signed it: ?sslmode=verify-full&sslrootcert=ca.pem',
  },
  {
    pattern: /^(08|57P|53|E[A-Z])/,
    code: 'LH_UNREACHABLE',
    message: 'the database of results does not answer',
    hint: 'check that it runs and can be reached; results stay in the folders of their runs',
  },
];

const OTHER: Kind = {
  pattern: /^/,
  code: 'LH_IO',
  message: 'the database of results failed',
  hint: 'results stay in the folders of their runs: lh-report push sends them later',
};

/**
 * Says what went wrong with the database. Without a code it is the connection that broke or was
 * never there: the driver has only words for it.
 */
export function storeFailure(cause: unknown, address: ResultsAddress): LighthouseError {
  const code = codeOf(cause);
  const kind = KINDS.find(({ pattern }) => pattern.test(code)) ?? OTHER;
  return new LighthouseError(kind.code, kind.message, {
    facts: { database: address.shown, reason: reasonOf(cause) },
    hint: kind.hint,
    cause,
  });
}

function codeOf(cause: unknown): string {
  const first = firstOf(cause);
  if (!isNativeError(first)) return 'ECONNECT';
  return 'code' in first && typeof first.code === 'string' ? first.code : 'ECONNECT';
}

/** Several addresses of one host may have been tried: each has its own error. */
function firstOf(cause: unknown): unknown {
  return cause instanceof AggregateError ? cause.errors[0] : cause;
}

const REASON_LENGTH_MAX = 300;

function reasonOf(cause: unknown): string {
  const first = firstOf(cause);
  if (!isNativeError(first)) return 'the address is not understood';
  return first.message.slice(0, REASON_LENGTH_MAX);
}
