import { expect, test } from '@jest/globals';
import { waitFor } from './wait-for.ts';

test('it gives what the condition gave', async () => {
  let asked = 0;
  expect(await waitFor(() => (++asked < 3 ? undefined : asked))).toBe(3);
});

test('zero and the empty text are values, not "not yet"', async () => {
  expect(await waitFor(() => 0)).toBe(0);
  expect(await waitFor(() => '')).toBe('');
});

test('it says what did not happen', async () => {
  await expect(waitFor(() => false, { limitMs: 20, what: 'the port' })).rejects.toThrow(
    'the port did not come true in 20 ms',
  );
});
