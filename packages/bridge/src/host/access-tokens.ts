import { isName, LighthouseError } from '@lighthouse/contract';
import type { AccessToken } from '../http/compat/compat-sessions.ts';
import { tokenLines } from './token-lines.ts';

const TOKENS_MAX = 1000;

/** Reads access tokens: `<token> <agent>`, one a line, in a file of mode 0600. */
export function loadAccessTokens(file: string): AccessToken[] {
  const tokens = tokenLines(file).map(({ token, word: agent = '', source, isRight }) => {
    if (!isRight || !isName(agent)) throw malformed(source);
    return { token, agent };
  });
  const isRepeated = new Set(tokens.map(({ token }) => token)).size < tokens.length;
  if (isRepeated || tokens.length > TOKENS_MAX) throw malformed(file);
  return tokens;
}

/** Says where, and never what stands there. */
function malformed(source: string): LighthouseError {
  return new LighthouseError('LH_CONFIG', 'an access token is malformed, or stands twice', {
    hint: `write 16 to 200 letters, digits or ._~+/=- and, after a space, the agent's name; at most ${TOKENS_MAX} lines`,
    facts: { source },
  });
}
