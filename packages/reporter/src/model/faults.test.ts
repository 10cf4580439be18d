import { expect, test } from '@jest/globals';
import { attackedRun } from '../../test/attacked-run.ts';
import { sampleResult } from '../../test/sample-result.ts';
import { chartsView } from './charts.ts';
import { faultsTable, faultSupport, phasesTable } from './faults.ts';
import { acceptedLiesTable, liarsTable, liarSupport } from './liars.ts';
import type { Table } from './table.ts';

const textOf = ({ groups }: Table) =>
  groups.flatMap(({ rows }) => rows.map((row) => row.map(({ text }) => text)));

test('a fault is told with what proved it, and one that was skipped with its reason', () => {
  expect(textOf(faultsTable(attackedRun()))).toEqual([
    [
      'f1 kill',
      'the bridge is killed, and started again after 1 s (the bridge)',
      'injected',
      '2 s',
      '1.50 s',
      '25%',
      '600 ms',
      'process of the bridge: before running, during gone, after running',
    ],
    [
      'f2 latency',
      '100 ms more on the way down (4 of 10 agents)',
      'injected',
      '5 s',
      '2 s',
      '100%',
      '0 ms',
      'round trip: before 1 ms, during 101 ms, after 1 ms',
    ],
    [
      'f3 clock_step',
      'the clock of the bridge is 1 h ahead (the bridge)',
      'skipped: faketime is not installed',
      '–',
      '–',
      '–',
      '–',
      'nothing',
    ],
  ]);
});

test('only faults that took effect are drawn, with the time until all was well', () => {
  expect(chartsView(attackedRun()).data.bands).toEqual([
    { label: 'f1 kill', from: 2, to: 3.5, recoveredAt: 4.1 },
    { label: 'f2 latency', from: 5, to: 7, recoveredAt: null },
  ]);
});

test('phases stand under their fault', () => {
  const table = phasesTable(attackedRun());
  expect(table.groups.map(({ label }) => label)).toEqual(['f1']);
  expect(textOf(table)[1]).toEqual([
    'during',
    '1.50 s',
    '160',
    '40',
    '75%',
    '800 µs',
    '1.52 ms',
    '1.59 ms',
    '1.60 ms',
  ]);
});

test('a fault that was asked for and not injected leaves a doubt, unless it was optional', () => {
  const { faults } = attackedRun();
  expect(faultSupport({ faults })).toEqual({
    label: 'Faults',
    tone: 'unknown',
    text: '2 of 3 injected, each seen by its probe, 1 skipped',
  });
  const allOptional = faults.map((fault) => ({ ...fault, optional: true }));
  expect(faultSupport({ faults: allOptional })?.tone).toBe('good');
  expect(faultSupport(sampleResult())).toBeUndefined();
});

test('what liars tried stands by behaviour, and what was accepted by example', () => {
  const run = attackedRun();
  expect(liarsTable(run).groups.map(({ label }) => label)).toEqual(['forge-identity', 'replay']);
  expect(textOf(liarsTable(run))[0]).toEqual([
    'name-in-body',
    'a command in the name of another agent',
    'refused: IDENTITY_MISMATCH',
    '40',
    '39',
    '1',
    '0',
    'IDENTITY_MISMATCH 39, 200 1',
  ]);
  expect(textOf(acceptedLiesTable(run))).toEqual([
    ['liar-0007', 'command', 'it was taken', '812', 'liar-0007-3'],
  ]);
  expect(liarSupport(run)).toMatchObject({ tone: 'bad', text: '1 of 65 attacks accepted' });
});
