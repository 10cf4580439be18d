import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { BEHAVIOURS } from '@lighthouse/contract/behaviours';
import { ATTACKS } from '../src/index.ts';
import type { Attack } from '../src/index.ts';

const page = readFileSync(new URL('../../../docs/byzantine.md', import.meta.url), 'utf8');

function rowOf([name, attack]: readonly [string, Attack]): string {
  const { behaviour, rows, tried, expected } = attack;
  return `| \`${behaviour}\` | \`${name}\` | ${rows.join(', ')} | ${tried} | ${expected} |`;
}

test('docs/byzantine.md lists every attack as it is, and no other', () => {
  const listed = page.split('\n').filter((line) => line.startsWith('| `'));
  expect(listed).toEqual(Object.entries<Attack>(ATTACKS).map(rowOf));
});

test('every behaviour is played, or is a mix that the page names', () => {
  const played = new Set<string>(Object.values<Attack>(ATTACKS).map(({ behaviour }) => behaviour));
  const others = Object.keys(BEHAVIOURS).filter((name) => !played.has(name) && name !== 'honest');
  expect(others).toEqual(['conflicting', 'selfish', 'malicious']);
  for (const name of others) expect(page).toContain(`\`${name}\``);
});
