import { readSecretInput } from './read-input.ts';

const TOKEN = /^[A-Za-z0-9._~+/=-]{16,200}$/;

export interface TokenLine {
  readonly token: string;
  /** What follows the token, if anything does. */
  readonly word: string | undefined;
  /** Where it stands, as `file:line`. */
  readonly source: string;
  /** The token is one, and there are not more than two words. */
  readonly isRight: boolean;
}

/**
 * Reads a file of tokens, mode 0600, one a line: `<token>` or `<token> <word>`. Empty lines and
 * lines that begin with `#` mean nothing.
 */
export function tokenLines(file: string): TokenLine[] {
  const lines: TokenLine[] = [];
  for (const [index, line] of readSecretInput(file, 'token file').split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [token = '', word, ...rest] = line.trim().split(/\s+/);
    const isRight = isToken(token) && rest.length === 0;
    lines.push({ token, word, source: `${file}:${index + 1}`, isRight });
  }
  return lines;
}

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}
