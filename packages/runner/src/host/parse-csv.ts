/**
 * Reads CSV as RFC 4180 has it: cells between commas, in quotes when they hold commas, quotes or
 * ends of lines; lines that end in LF or CRLF. Empty lines are left out. Returns what is wrong as
 * text.
 */
export function parseCsv(text: string): string[][] | string {
  const lines: string[][] = [];
  let cells: string[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const cell = text[at] === '"' ? quoted(text, at) : bare(text, at);
    if (cell === undefined)
      return `a quote in line ${lines.length + 1} is not closed, or text follows it`;
    cells.push(cell.text);
    at = cell.end;
    if (text[at] === ',') {
      at++;
      if (at < text.length) continue;
      cells.push('');
    }
    if (cells.length > 1 || cells[0] !== '') lines.push(cells);
    cells = [];
    at += text.startsWith('\r\n', at) ? 2 : 1;
  }
  return lines;
}

interface Cell {
  readonly text: string;
  /** Where the comma or the end of the line stands. */
  readonly end: number;
}

function bare(text: string, from: number): Cell {
  let end = from;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n') end++;
  const isCarried = text[end - 1] === '\r' && text[end] !== ',';
  const last = isCarried && end > from ? end - 1 : end;
  return { text: text.slice(from, last), end: text[end] === '\n' ? last : end };
}

function quoted(text: string, from: number): Cell | undefined {
  let value = '';
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] !== '"') value += text[at];
    else if (text[at + 1] === '"') value += text[at++];
    else {
      const end = at + 1;
      const isEnd =
        end === text.length || text[end] === ',' || /^\r?\n/.test(text.slice(end, end + 2));
      return isEnd ? { text: value, end } : undefined;
    }
  }
  return undefined;
}
