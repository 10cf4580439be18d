const LENGTH_MAX = 400;
/**
 * What could move the cursor, start a line, turn the direction of the text or hide in it: controls
 * (C0, DEL, C1), line and paragraph separators, bidirectional marks and isolates, zero-width and
 * tag characters, half a surrogate pair.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

/** Makes a text from a log fit for a terminal: one line, visible, not too long. */
export function escapeText(text: string): string {
  const shown = text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text;
  return shown.replaceAll(UNSAFE, escapeCharacter);
}

/** Writes a value as one line of JSON that is fit for a terminal too. */
export function toJsonLine(value: unknown): string {
  const escapeUnit = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const escapeAll = (character: string) => character.split('').map(escapeUnit).join('');
  return `${JSON.stringify(value).replaceAll(UNSAFE, escapeAll)}\n`;
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}
