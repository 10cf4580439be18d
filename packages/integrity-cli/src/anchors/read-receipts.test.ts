import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { parseReceipt, readReceipts } from './read-receipts.ts';

const scope = createScope(afterEach);
const mac = Buffer.alloc(32, 7).toString('base64');
const logId = '00112233445566778899aabbccddeeff';

async function fileWith(text: string): Promise<string> {
  const file = path.join(await scope.folder(), 'receipts.jsonl');
  writeFileSync(file, text);
  return file;
}

test('a receipt on the command line is a sequence number and a MAC', () => {
  expect(parseReceipt(`17:${mac}`)).toEqual({ logId: undefined, seq: 17, mac });
});

test.each([
  '',
  mac,
  `0:${mac}`,
  `017:${mac}`,
  `-1:${mac}`,
  `9007199254740993:${mac}`,
  `17:${mac.slice(1)}`,
  `17:${mac}=`,
  `17:${mac.replace('=', 'B')}`,
  `17: ${mac}`,
])('%p is no receipt', (text) => {
  expect(() => parseReceipt(text)).toThrow('does not take this value');
});

test('a file has a receipt a line, as the log gave it, and empty lines', async () => {
  const line = JSON.stringify({ logId, seq: 17, mac });
  const file = await fileWith(`${line}\n\n${line}\r\n`);
  const receipt = { logId, seq: 17, mac };
  expect(readReceipts(file)).toEqual([receipt, receipt]);
});

test.each([
  ['not JSON', '{', ':2: not a receipt'],
  ['no object', '17', ':2: not a receipt'],
  ['without its log', JSON.stringify({ seq: 17, mac }), ':2: not a receipt'],
  ['with a fraction', JSON.stringify({ logId, seq: 1.5, mac }), ':2: not a receipt'],
  ['with half a MAC', JSON.stringify({ logId, seq: 1, mac: mac.slice(20) }), ':2: not a receipt'],
])('a line that is %s is named', async (_what, line, message) => {
  const good = JSON.stringify({ logId, seq: 17, mac });
  const file = await fileWith(`${good}\n${line}\n`);
  expect(() => readReceipts(file)).toThrow(message);
});

test('a file without a receipt proves nothing, and is refused', async () => {
  const file = await fileWith('\n');
  expect(() => readReceipts(file)).toThrow('there is no receipt in it');
  expect(() => readReceipts(`${file}.gone`)).toThrow('cannot read the file');
});

test('whatever is taken for a receipt says just what was read from it', async () => {
  const line = Buffer.from(JSON.stringify({ logId, seq: 17, mac, incarnation: 2 }));
  const file = await fileWith('');
  let accepted = 0;
  for (let at = 0; at < line.length; at++) {
    for (const byte of [0, 0x30, 0x22, 0xff, (line[at] ?? 0) ^ 1]) {
      const changed = Buffer.from(line);
      changed[at] = byte;
      writeFileSync(file, changed);
      const read = receiptsOrRefusal(file);
      if (read === undefined) continue;
      accepted += 1;
      expect([JSON.parse(changed.toString('utf8'))]).toMatchObject(read);
    }
  }
  expect(accepted).toBeGreaterThan(50);
});

function receiptsOrRefusal(file: string): ReturnType<typeof readReceipts> | undefined {
  try {
    return readReceipts(file);
  } catch (error) {
    expect(error).toMatchObject({ code: 'LH_CONFIG' });
    return undefined;
  }
}
