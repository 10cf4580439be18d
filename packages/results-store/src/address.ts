/**
 * Where results are stored: `postgres://user:password@host:5432/database?sslmode=verify-full`. The
 * password, and whatever stands behind the question mark, is never shown.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract/errors';

/** Of a database, checked. Holds the password: what is shown of it is `shown`. */
export class ResultsAddress {
  readonly #url: string;
  /** Without password and settings, for messages. */
  readonly shown: string;

  constructor(url: string, shown: string) {
    this.#url = url;
    this.shown = shown;
  }

  /** The whole URL, for the driver and for the environment of a child process alone. */
  secretUrl(): string {
    return this.#url;
  }

  toJSON(): string {
    return this.shown;
  }
}

const ADDRESS_BYTES_MAX = 4096;
const ADDRESS =
  /^(postgres(?:ql)?:\/\/)(?:([^\s:@/?#]*)(?::[^\s:@/?#]*)?(@))?([^\s@/?#]*)(\/[^\s@/?#]*)?(?:\?[^\s#]*)?$/;

/** Of every command that stores results in a database, or reads them there. */
export const RESULTS_FLAGS = {
  results: {
    type: 'text',
    placeholder: 'URL',
    describe: 'database of results: postgres://user@host/database; PGPASSWORD counts',
  },
  resultsFile: {
    type: 'text',
    placeholder: 'file',
    describe: 'file that holds this URL, password and all',
  },
} as const;

/** What was asked for on the command line or in the environment. */
export interface AskedResults {
  readonly results: string | undefined;
  readonly resultsFile: string | undefined;
}

/**
 * Reads the address that was asked for, if one was. Throws LH_USAGE, LH_INPUT_MISSING or LH_CONFIG;
 * no error holds what was given.
 */
export function askedAddress(asked: AskedResults, cwd: string): ResultsAddress | undefined {
  const { results, resultsFile } = asked;
  if (results !== undefined && resultsFile !== undefined)
    throw new LighthouseError('LH_USAGE', 'the database of results is named twice', {
      hint: 'give --results or --results-file, not both; LH_RESULTS and LH_RESULTS_FILE count too',
    });
  if (resultsFile !== undefined) return parseAddress(readAddressFile(resultsFile, cwd));
  return results === undefined ? undefined : parseAddress(results);
}

/** Checks an address. Throws LH_USAGE. */
export function parseAddress(text: string): ResultsAddress {
  const url = text.trim();
  const match = Buffer.byteLength(url) > ADDRESS_BYTES_MAX ? null : ADDRESS.exec(url);
  if (match === null)
    throw new LighthouseError('LH_USAGE', 'the address of the database is not understood', {
      hint: 'as in postgres://user:password@host:5432/database; write @ : / ? # in a password as %40 %3A %2F %3F %23',
    });
  const [, scheme = '', user = '', at = '', host = '', database = ''] = match;
  return new ResultsAddress(url, `${scheme}${user}${at}${host}${database}`);
}

function readAddressFile(named: string, cwd: string): string {
  try {
    return readFileSync(path.resolve(cwd, named), 'utf8').slice(0, ADDRESS_BYTES_MAX + 1);
  } catch (cause) {
    throw new LighthouseError('LH_INPUT_MISSING', 'cannot read the address of the database', {
      facts: { path: named },
      hint: 'the file holds one line: postgres://user:password@host/database',
      cause,
    });
  }
}
