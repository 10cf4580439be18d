import { visibleWidth } from '@lighthouse/cli-kit/format';

/** A line with a name, made of items that belong together and are never split while they fit. */
export interface Row {
  readonly label: string;
  readonly items: readonly string[];
}

const INDENT = 2;
const LABEL_WIDTH = 12;

/**
 * Writes rows into lines of at most so many characters: items go on in the next line, under the
 * first one, and what is too long for a line by itself is cut.
 */
export function layOutRows(rows: readonly Row[], columns: number): string[] {
  return rows.flatMap(({ label, items }) => {
    const room = Math.max(8, columns - INDENT - LABEL_WIDTH);
    const lines = wrapItems(items, room);
    return lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`);
  });
}

/** Joins items with commas, into lines of at most so many characters. */
export function wrapItems(items: readonly string[], room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [index, item] of items.entries()) {
    const isLast = index === items.length - 1;
    const piece = cut(isLast ? item : `${item},`, room);
    const longer = line === '' ? piece : `${line} ${piece}`;
    if (line !== '' && visibleWidth(longer) > room) {
      lines.push(line);
      line = piece;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}

/** Cuts text that has no colour; what has one is left as it is when it fits. */
export function cut(text: string, room: number): string {
  if (visibleWidth(text) <= room) return text;
  // eslint-disable-next-line no-control-regex
  const plain = Array.from(text.replaceAll(/\u001b\[[0-9;]*m/g, ''));
  return `${plain.slice(0, Math.max(1, room - 1)).join('')}…`;
}
