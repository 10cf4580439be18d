import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { workspaceRoot } from '@lighthouse/testkit';

/**
 * What a malicious agent tries, in 50 rows, and that each is tried on a running server: tests are
 * named after their row. After each of them the log verifies, nothing was answered above 499,
 * nothing was thrown, and nothing is left open (start-bridge.ts).
 */
const ROWS = 50;
const ROW = /^test(?:\.each\([^)]*\))?\(\s*['"`]rows? (\d+)(?: (to|and) (\d+))?:/gm;
const EACH_ROW = /\)\(\s*['"`]rows? (\d+):/gm;

/** Rows that are tried elsewhere, or in part: where, and what is not there to be tried. */
const ELSEWHERE: ReadonlyMap<number, string> = new Map([
  // Alerts of a monitor are limited where it is: this server only limits its own notes.
  [46, 'packages/integrity-cli'],
]);

function rowsIn(text: string): number[] {
  const rows = [...text.matchAll(EACH_ROW)].map(([, row]) => Number(row));
  for (const [, from, word, until] of text.matchAll(ROW)) {
    const [first, last] = [Number(from), Number(until ?? from)];
    if (word === 'and') rows.push(first, last);
    else for (let row = first; row <= last; row++) rows.push(row);
  }
  return rows;
}

test('every row of the Byzantine matrix is tried on a running server', () => {
  const folder = path.join(workspaceRoot(), 'packages/bridge/test');
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  const found = new Map<number, string[]>();
  for (const file of files)
    for (const row of rowsIn(readFileSync(path.join(folder, file), 'utf8')))
      found.set(row, [...(found.get(row) ?? []), file]);
  const all = Array.from({ length: ROWS }, (_, index) => index + 1);
  expect(all.filter((row) => !found.has(row) && !ELSEWHERE.has(row))).toEqual([]);
});
