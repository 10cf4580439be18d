import { expect, test } from '@jest/globals';
import { Refusal } from './refusal.ts';

test('a refusal costs no look at the stack, and other errors keep theirs', () => {
  const refusal = new Refusal('NOT_FOUND', 'there is no such thing');
  expect(refusal.stack).not.toContain('\n');
  expect(new Error('a bug').stack).toContain('refusal.test.ts');
});
