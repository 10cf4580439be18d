import { expect, test } from '@jest/globals';
import { firstSeqOfName, segmentName } from './segment-name.ts';

test('the name of a segment is its first sequence number in 20 digits', () => {
  expect(segmentName(81_234)).toBe('00000000000000081234.lhseg');
  expect(firstSeqOfName('00000000000000081234.lhseg')).toBe(81_234);
});

test.each([
  '',
  '1.lhseg',
  '00000000000000000000.lhseg',
  '0000000000000000001a.lhseg',
  '00000000000000081234.lhseg ',
  '000000000000000081234.lhseg',
  '00009007199254740992.lhseg',
  '٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠١.lhseg',
])('%j is not the name of a segment', (name) => {
  expect(firstSeqOfName(name)).toBeUndefined();
});
