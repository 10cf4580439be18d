import { expect, test } from '@jest/globals';
import { RecentMacs } from './recent-macs.ts';

test('the last event of an append is known, those before it are not', () => {
  const macs = new RecentMacs();
  expect(macs.last).toEqual({ seq: 0, mac: '' });
  macs.add(1, 'one');
  for (const seq of [2, 3, 4]) macs.add(seq, 'four');
  expect([1, 2, 3, 4, 5].map((seq) => macs.get(seq))).toEqual([
    'one',
    undefined,
    undefined,
    'four',
    undefined,
  ]);
  expect(macs.last).toEqual({ seq: 4, mac: 'four' });
});

test('what is long ago is forgotten', () => {
  const macs = new RecentMacs();
  for (let seq = 1; seq <= 40_000; seq++) macs.add(seq, `mac-${seq}`);
  expect([macs.get(1), macs.get(7232), macs.get(7233)]).toEqual([undefined, undefined, 'mac-7233']);
  expect(macs.get(40_000)).toBe('mac-40000');
});
