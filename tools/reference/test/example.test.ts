import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FORMAT_MD, VECTORS, describeWithPython, runPython } from './python.ts';

const MINIMAL = path.join(VECTORS, 'minimal/log');
const HEADER_BYTES = 192;
const SLOT_USED_BYTES = 136;
const HEX_LINE = /^ *(\d+) {2}((?:[0-9a-f]{2} ?){1,16})(?: {2}|$)/;

describe('the example in docs/format.md', () => {
  test('holds the bytes of the vector minimal: header, frame, HEAD slot 0', () => {
    const segment = readFileSync(path.join(MINIMAL, '00000000000000000001.lhseg'));
    const slot = readFileSync(path.join(MINIMAL, 'HEAD')).subarray(0, SLOT_USED_BYTES);
    const [header, frame, head, ...rest] = hexBlocks();
    expect(rest).toEqual([]);
    expect(header).toEqual({ offset: 0, bytes: segment.subarray(0, HEADER_BYTES) });
    expect(frame).toEqual({ offset: HEADER_BYTES, bytes: segment.subarray(HEADER_BYTES) });
    expect(head).toEqual({ offset: 0, bytes: slot });
  });

  describeWithPython(() => {
    test('is what write_example.py writes', () => {
      expect(runPython(['write_example.py', VECTORS, FORMAT_MD, '--check']).status).toBe(0);
    });
  });
});

/** Reads the hex of the example: consecutive lines of bytes are one block. */
function hexBlocks(): { offset: number; bytes: Buffer }[] {
  const text = readFileSync(FORMAT_MD, 'utf8');
  const example = text.split('<!-- example:start -->')[1]?.split('<!-- example:end -->')[0] ?? '';
  const blocks: { offset: number; bytes: Buffer }[] = [];
  let isInside = false;
  for (const line of example.split('\n')) {
    const [, offset, hex = ''] = HEX_LINE.exec(line) ?? [];
    if (offset !== undefined) {
      const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
      const last = blocks.at(-1);
      if (!isInside || last === undefined) blocks.push({ offset: Number(offset), bytes });
      else last.bytes = Buffer.concat([last.bytes, bytes]);
    }
    isInside = offset !== undefined;
  }
  return blocks;
}
