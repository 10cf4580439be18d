import * as z from 'zod';

/** Names of agents, streams and event types: docs/format.md, section 5. */
export const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$/;

export const nameSchema = z.string().regex(NAME_PATTERN, {
  error: 'not a name: 1 to 200 letters, digits or . _ : -, beginning with a letter or digit',
});

export function isName(text: string): boolean {
  return NAME_PATTERN.test(text);
}
