import { readFileSync, statSync } from 'node:fs';
import { LighthouseError } from '@lighthouse/contract';
import type { HttpTarget } from '@lighthouse/contract/target';
import { TARGET_LIMITS } from '@lighthouse/contract/target-limits';
import { placeholdersOf, templatesOf } from '@lighthouse/scenario-file';
import { parseCsv } from './parse-csv.ts';

type Row = Readonly<Record<string, string>>;

/**
 * Reads the rows that agents take in turn: CSV with a head line (RFC 4180), or a list of mappings
 * in JSON when the file is called so. Throws when a column that templates name is not there.
 */
export function readRows(file: string, target: HttpTarget): Row[] {
  const text = readText(file);
  const rows = /\.json$/i.test(file) ? jsonRows(text, file) : csvRows(text, file);
  if (rows.length === 0) throw refused(file, 'there is no row in the data');
  if (rows.length > TARGET_LIMITS.dataRowsMax)
    throw refused(file, `too many rows: at most ${TARGET_LIMITS.dataRowsMax}`);
  const columns = templatesOf(target)
    .flatMap(placeholdersOf)
    .filter((name) => name.startsWith('data.'))
    .map((name) => name.slice('data.'.length));
  for (const column of columns)
    if (!rows.every((row) => Object.hasOwn(row, column)))
      throw refused(file, `not every row of the data has a ${column}`);
  return rows;
}

function readText(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > TARGET_LIMITS.dataBytesMax)
      throw refused(file, `the data is too large: at most ${TARGET_LIMITS.dataBytesMax} bytes`);
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof LighthouseError) throw cause;
    throw new LighthouseError('LH_INPUT_MISSING', 'cannot read the data of the requests', {
      facts: { path: file },
      hint: 'paths in a scenario begin at its own folder',
      cause,
    });
  }
}

function csvRows(text: string, file: string): Row[] {
  const parsed = parseCsv(text);
  if (typeof parsed === 'string') throw refused(file, parsed);
  const [head = [], ...lines] = parsed;
  return lines.map((cells, index) => {
    if (cells.length !== head.length)
      throw refused(
        file,
        `row ${index + 2} has ${cells.length} cells, the head has ${head.length}`,
      );
    return Object.fromEntries(head.map((name, place) => [name, cells[place] ?? '']));
  });
}

function jsonRows(text: string, file: string): Row[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused(file, 'the data is no JSON');
  }
  if (!Array.isArray(value)) throw refused(file, 'the data is no list');
  return value.map((row: unknown, index) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      throw refused(file, `row ${index + 1} is no mapping`);
    const cells = Object.entries(row).map(([name, cell]) => [name, textOf(cell)]);
    return Object.fromEntries(cells) as Row;
  });
}

function textOf(cell: unknown): string {
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

function refused(file: string, message: string): LighthouseError {
  return new LighthouseError('LH_CONFIG', message, { facts: { path: file } });
}
