import { expect, test } from '@jest/globals';
import { formatSeen, parseSeen } from './seen.ts';

test('a receipt is read back from its header, whole or by its beginning', () => {
  const mac = Buffer.alloc(32, 251).toString('base64');
  for (const held of [mac, mac.slice(0, 20)])
    expect(parseSeen(formatSeen({ seq: 12, mac: held }))).toEqual({ seq: 12, mac: held });
  const none = ['', '12', `0:${mac}`, `1e3:${mac}`, `-1:${mac}`, `9007199254740993:${mac}`];
  for (const header of [...none, `1:${mac}x`, `1:${mac}, 2:${mac}`, '1:short', `1:${mac}\n`])
    expect([header, parseSeen(header)]).toEqual([header, undefined]);
});
