import { expect, test } from '@jest/globals';
import { renderCell, renderClosedTable, renderTable } from './table.ts';
import type { Table } from '../model/table.ts';

const TABLE: Table = {
  id: 'fruit',
  title: 'Fruit <fresh>',
  columns: [{ label: 'Kind' }, { label: 'Count', isNumeric: true }],
  groups: [
    { rows: [[{ text: 'apple' }, { text: '3', value: 3 }]] },
    { label: 'Exotic', rows: [[{ text: 'kiwi' }, { text: 'n/a (n=0)', isMissing: true }]] },
  ],
  whenEmpty: 'No fruit.',
};

test('a table names its columns, rows and groups for who hears it', () => {
  const { text } = renderTable(TABLE);
  expect(text).toContain('<h3 id="fruit-title">Fruit &lt;fresh&gt;</h3>');
  expect(text).toContain('role="region" aria-labelledby="fruit-title"');
  expect(text).toContain('<th scope="col" class="number">Count</th>');
  expect(text).toContain('<th scope="row"><bdi>apple</bdi></th>');
  expect(text).toContain('<th scope="rowgroup" colspan="2">Exotic</th>');
});

test('a table without rows says so in words', () => {
  const { text } = renderTable({ ...TABLE, groups: [{ rows: [] }] });
  expect(text).toContain('No fruit.');
  expect(text).not.toContain('<table');
  expect(renderClosedTable({ ...TABLE, groups: [] }).text).toBe('');
});

test('a figure carries its exact value, and a judgement a sign besides its colour', () => {
  expect(renderCell({ text: '1.23 ms', value: 1.2345 }).text).toBe(
    '<data value="1.2345">1.23 ms</data>',
  );
  expect(renderCell({ text: 'held', tone: 'good' }).text).toBe(
    '<span class="tone good"><span class="mark" aria-hidden="true">✓</span><bdi>held</bdi></span>',
  );
  expect(renderCell({ text: '3', value: 3, tone: 'bad' }).text).toBe(
    '<span class="tone bad"><data value="3">3</data></span>',
  );
});

test('a column that holds a sentence has room for it, and a short name stays on one line', () => {
  const rows = [
    [{ text: 'nothing-lost', isCode: true }, { text: 'all of it is there, '.repeat(3) }],
  ];
  const columns = [{ label: 'Invariant' }, { label: 'Because' }];
  const { text } = renderTable({ ...TABLE, columns, groups: [{ rows }] });
  expect(text).toContain('<th scope="row"><code class="unbroken">');
  expect(text).toContain('<td class="prose"><bdi>all of it');
  expect(renderCell({ text: 'x'.repeat(25), isCode: true }).text).toMatch(/^<code><bdi>x+/);
});
