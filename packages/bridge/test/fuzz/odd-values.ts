import type { Random } from '../random.ts';

/** Texts of JSON, and of what only looks like it. */
const ODD_LITERALS = [
  'null',
  'true',
  '-1',
  '-0',
  '1.5',
  '1e400',
  '9007199254740993',
  '18446744073709551616',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"\\u202e"',
  '[]',
  '{}',
  '[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{}}}',
  '{"a":1,"a":2}',
  'NaN',
  'undefined',
  '[1,]',
  '{"a"}',
] as const;

const ODD_NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '../../etc/passwd',
  '$system',
  'agent',
  'agentId',
  'role',
  'seq',
  'timestamp',
  '',
  ' ',
  'a b',
  'x'.repeat(201),
  'ä',
  '%00',
] as const;

export function oddLiteral(random: Random): string {
  if (random.chance(0.5)) return JSON.stringify('y'.repeat(random.below(300_000)));
  return random.pick(ODD_LITERALS);
}

export function oddName(random: Random): string {
  return random.pick(ODD_NAMES);
}

/** Changes, takes away or adds a few bytes. */
export function oddBytes(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  const noise = Buffer.from(Array.from({ length: 1 + random.below(4) }, () => random.below(256)));
  switch (random.below(4)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([before, noise, after]);
    case 2:
      return Buffer.concat([before, noise, after.subarray(noise.length)]);
    default:
      return Buffer.concat([before, after.subarray(1 + random.below(8))]);
  }
}
