const LENGTH_MAX = 2000;
/** Joins letters in Persian and Indic scripts and in emoji: needed, and harmless. */
const JOINERS = new Set(['\u200c', '\u200d']);
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/**
 * Makes text that came from outside safe to look at: one line, of limited length, in which whatever
 * would be unseen or would turn the direction of reading (control characters, bidirectional
 * overrides, halves of characters) is spelt out as `\u{202e}`. Escaping for a format comes on top.
 */
export function visibleText(text: string): string {
  const shortened = text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text;
  return shortened
    .replaceAll(/[\r\n\t]+/g, ' ')
    .replaceAll(UNSEEN, (character) =>
      JOINERS.has(character) ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
    );
}
