import { visibleWidth } from '@lighthouse/cli-kit/format';

/** Breaks text between words into lines of at most so many characters; a longer word is kept. */
export function wrapWords(text: string, room: number): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    const longer: string = line === undefined ? word : `${line} ${word}`;
    if (line !== undefined && visibleWidth(longer) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line ?? ''];
}
