import { expect, test } from '@jest/globals';
import { formatFittingTable } from './fitting-table.ts';

const ROWS = [
  ['name', 'least', 'less', 'path'],
  ['a', '1', '22', 'runs/a'],
];

function fitted(columnsMax: number): string[] {
  const layout = { alignRight: [1, 2], dispensable: [1, 2], columnsMax };
  return formatFittingTable(ROWS, layout).split('\n');
}

test('a table leaves out what can be done without, as far as the screen asks for it', () => {
  const whole = ['name  least  less  path', 'a         1    22  runs/a'];
  expect(fitted(Number.POSITIVE_INFINITY)).toEqual(whole);
  expect(fitted(25)).toEqual(whole);
  expect(fitted(24)).toEqual(['name  less  path', 'a       22  runs/a']);
  expect(fitted(17)).toEqual(['name  path', 'a     runs/a']);
  expect(fitted(3)).toEqual(fitted(17));
});
