import { expect, test } from '@jest/globals';
import { requestText } from './request-text.ts';

const frame = { host: 'a.example', isKept: true };

test('a body is counted in bytes', () => {
  const text = requestText(
    { method: 'PUT', path: '/x', headers: ['a', 'é'], body: '{"ä":1}' },
    frame,
  );
  const head =
    'PUT /x HTTP/1.1\r\nhost: a.example\r\nconnection: keep-alive\r\na: é\r\ncontent-length: 8\r\n\r\n';
  expect(text).toEqual(Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from('{"ä":1}')]));
});

test('a host of the request takes the place of the usual one, and none is written twice', () => {
  const request = { method: 'GET', path: '/', headers: ['Host', 'b.example'] };
  expect(requestText(request, { ...frame, isKept: false })).toBe(
    'GET / HTTP/1.1\r\nhost: b.example\r\nconnection: close\r\n\r\n',
  );
});
