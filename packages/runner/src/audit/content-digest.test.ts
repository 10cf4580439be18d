import { expect, test } from '@jest/globals';
import { commandPayload } from '@lighthouse/contract/event-payloads';
import fc from 'fast-check';
import { commandDigest, contentDigest, reviewDigest, storedEventDigest } from './content-digest.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = fc.string({ unit: 'binary', maxLength: 20 });

test('what an agent computes from a request is what the log gives', () => {
  fc.assert(
    fc.property(text, text, fc.array(text, { maxLength: 4 }), (target, content, steps) => {
      const command = { action: 'file.read', target, content, steps };
      expect(contentDigest([commandPayload(command), ...steps].map(bytes))).toBe(
        commandDigest(command),
      );
    }),
  );
});

test('payloads cannot be shifted from one event to the next', () => {
  const parts = fc.array(text, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const isSame = one.length === other.length && one.every((part, i) => part === other[i]);
      expect(contentDigest(one.map(bytes)) === contentDigest(other.map(bytes))).toBe(isSame);
    }),
  );
});

test('a digest has 16 characters', () => {
  const review = { command: 'c', verdict: 'approve', reason: '' } as const;
  expect(reviewDigest(review)).toMatch(/^[A-Za-z0-9+/]{16}$/);
  expect(storedEventDigest({ type: 't', content: 'c' })).toMatch(/^[A-Za-z0-9+/]{16}$/);
});
