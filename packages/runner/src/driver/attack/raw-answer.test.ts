import { expect, test } from '@jest/globals';
import { readRawAnswer } from './raw-answer.ts';

const read = (text: string, isEnded = false) => readRawAnswer(Buffer.from(text), isEnded);

test('an answer is whole when its length has come', () => {
  const head = 'HTTP/1.1 409 Conflict\r\nContent-Length: 5\r\n\r\n';
  expect(read(`${head}hell`)).toBeUndefined();
  expect(read(`${head}hello`)).toMatchObject({ status: 409, text: 'hello' });
  expect(read(`${head}hell`, true)).toMatchObject({ status: 409, text: 'hell' });
});

test('chunks are put together', () => {
  const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  expect(read(`${head}3\r\nhel\r\n`)).toBeUndefined();
  expect(read(`${head}3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n`)).toMatchObject({ text: 'hello' });
});

test('a body without a length ends with its connection', () => {
  expect(read('HTTP/1.1 200 OK\r\n\r\nhel')).toBeUndefined();
  expect(read('HTTP/1.1 200 OK\r\n\r\nhello', true)).toMatchObject({ text: 'hello' });
});

test('an event stream is answered with its head', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n';
  expect(read(head)).toMatchObject({ status: 200 });
});

test('what is only announced is no answer, and noise has no status', () => {
  const answer = 'HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n';
  expect(read(`HTTP/1.1 100 Continue\r\n\r\n${answer}`)).toMatchObject({ status: 201 });
  expect(read('SSH-2.0\r\n\r\n', true)).toMatchObject({ status: 0 });
  expect(read('', true)).toBeUndefined();
});
