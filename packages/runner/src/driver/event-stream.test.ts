import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EventStreamParser, type StreamMessage } from './event-stream.ts';

function parse(chunks: readonly Uint8Array[]): StreamMessage[] {
  const messages: StreamMessage[] = [];
  const parser = new EventStreamParser((message) => messages.push(message));
  for (const chunk of chunks) parser.push(chunk);
  return messages;
}

const STREAM = Buffer.from(
  ': hello\n\nid: 7\nevent: x\ndata: {"ä":1}\n\ndata:two\r\ndata: lines\r\n\r\nid\rdata: 3\r\r: end\n',
);

test('messages come with the last id that was given', () => {
  expect(parse([STREAM])).toEqual([
    { id: '7', data: '{"ä":1}' },
    { id: '7', data: 'two\nlines' },
    { id: '', data: '3' },
  ]);
});

test('it does not matter where the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: STREAM.length })), (cuts) => {
      const edges = [0, ...cuts.toSorted((a, b) => a - b), STREAM.length];
      const chunks = edges.slice(1).map((end, i) => STREAM.subarray(edges[i], end));
      expect(parse(chunks)).toEqual(parse([STREAM]));
    }),
  );
});

test('a message that is not ended is not delivered', () => {
  expect(parse([Buffer.from('id: 1\ndata: half\n')])).toEqual([]);
});

test('a line without end is refused', () => {
  const parser = new EventStreamParser(() => {});
  expect(parser.push(Buffer.alloc(1 << 20, 'a'))).toBe(true);
  expect(parser.push(Buffer.from('a'))).toBe(false);
});
