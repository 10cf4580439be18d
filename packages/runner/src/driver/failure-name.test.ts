import { expect, test } from '@jest/globals';
import { nameOfFailure } from './failure-name.ts';

test.each([
  [{ code: 'ECONNRESET' }, 'ECONNRESET'],
  [{ code: 'ECONNREFUSED' }, 'ECONNREFUSED'],
  [{ code: 'UND_ERR_SOCKET' }, 'CONNECTION_CLOSED'],
  [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, 'CONNECT_TIMEOUT'],
  [{ code: 'something else' }, 'CONNECTION_BROKEN'],
  [new Error('no code at all'), 'CONNECTION_BROKEN'],
  [undefined, 'CONNECTION_BROKEN'],
])('%p is called %p', (error, name) => {
  expect(nameOfFailure(error)).toBe(name);
});

test('a request that could not be sent is no failure of the connection', () => {
  expect(nameOfFailure({ code: 'UND_ERR_INVALID_ARG' })).toBeUndefined();
});
