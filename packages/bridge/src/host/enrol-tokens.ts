import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract';
import { ROLES } from '@lighthouse/contract/api';
import type { Role } from '@lighthouse/contract/api';
import type { EnrolToken } from '../http/agent-routes.ts';
import { isToken, tokenLines } from './token-lines.ts';

/**
 * A file of enrolment tokens, mode 0600, one a line:
 *
 *   <token>                        registers builders and experts
 *   <token> <role>[,<role> ...]    registers agents of these roles
 *
 * Empty lines and lines that begin with `#` mean nothing.
 */
const TOKEN_BYTES = 24;
const TOKENS_MAX = 100;
/** A coordinator reads everything and revokes agents: that takes a token that says so. */
const DEFAULT_ROLES: readonly Role[] = ['builder', 'expert'];
export const TOKEN_FILE_NAME = 'enrol-token';

/** Gives the tokens of the environment and of the file; none when there is neither. */
export function loadEnrolTokens(from: {
  readonly file: string | undefined;
  /** Where the file is when none is named. */
  readonly keyPath: string;
  readonly fromEnvironment: string | undefined;
}): EnrolToken[] {
  const { file, keyPath, fromEnvironment } = from;
  const usual = path.join(path.dirname(keyPath), TOKEN_FILE_NAME);
  const found = file ?? (existsSync(usual) ? usual : undefined);
  const tokens = found === undefined ? [] : parseTokens(found);
  if (fromEnvironment === undefined || fromEnvironment === '') return tokens;
  if (!isToken(fromEnvironment)) throw malformed({ source: 'LH_BRIDGE_ENROL_TOKEN' });
  return [...tokens, { token: fromEnvironment, roles: DEFAULT_ROLES }];
}

/** Makes a token file, which must not be there. */
export function createTokenFile(file: string): void {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  try {
    writeFileSync(file, `${token}\n`, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    throw new LighthouseError('LH_IO', 'cannot create the token file', {
      hint: 'choose a path in an existing folder where no file is yet',
      facts: { path: file },
      cause,
    });
  }
}

function parseTokens(file: string): EnrolToken[] {
  const tokens = tokenLines(file).map(({ token, word: roles, source, isRight }) => {
    const parsed = roles === undefined ? DEFAULT_ROLES : parseRoles(roles);
    if (!isRight || parsed === undefined) throw malformed({ source });
    return { token, roles: parsed };
  });
  if (tokens.length > TOKENS_MAX) throw malformed({ source: file });
  return tokens;
}

function parseRoles(text: string): Role[] | undefined {
  const roles = text.split(',').map((name) => ROLES.find((role) => role === name));
  return roles.includes(undefined) ? undefined : (roles as Role[]);
}

/** Says where, and never what stands there. */
function malformed(facts: { readonly source: string }): LighthouseError {
  return new LighthouseError('LH_CONFIG', 'an enrolment token is malformed', {
    hint: `write 16 to 200 letters, digits or ._~+/=- and, after a space, roles: ${ROLES.join(',')}`,
    facts,
  });
}
