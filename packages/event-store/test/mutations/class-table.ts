/**
 * What can be done to a log, and what verification says of it, as the table of
 * docs/threat-model.md: made of the very classes that the tests tamper with.
 */
import type { FindingCode } from '../../src/types.ts';
import { MUTATIONS } from './campaign.ts';
import { Chance } from './chance.ts';
import { cleanLog } from './clean-logs.ts';
import { ANCHORED_CASES, KEY_HOLDER_CASES } from './key-holder-logs.ts';
import { MutableLog } from './mutable-log.ts';

const START = '<!-- Written by node tools/build/write-docs.mjs. -->\n\n';
const END = '\n<!-- So far. -->\n';
/** Enough that every class comes up in each of its forms. */
const LOGS = 60;
const NOT_NEEDED = 'not needed';

/** Puts the table into the page in the place of the one that is there. Throws without a place. */
export function withClassTable(page: string): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start === -1 || end < start) throw new Error('the page has no place for the table');
  return page.slice(0, start) + START + renderClassTable() + page.slice(end);
}

function renderClassTable(): string {
  return [
    '| what is done | by whom | found without an anchor | found with one |',
    '|---|---|---|---|',
    ...keylessRows(),
    ...keyHolderRows(),
    ...anchoredRows(),
    '',
  ].join('\n');
}

function keylessRows(): string[] {
  return [...expectedCodes()].map(([name, codes]) => {
    const found = codes.size > 0 ? `yes: ${listOf(codes)}` : '**no**';
    const anchored = codes.size > 0 ? NOT_NEEDED : 'no anchor is of it';
    return row(name, 'without the key', found, anchored);
  });
}

/** Gives what each class is called, over many logs. */
function expectedCodes(): Map<string, Set<FindingCode>> {
  const codes = new Map(MUTATIONS.map(({ name }) => [name, new Set<FindingCode>()]));
  for (let seed = 1; seed <= LOGS; seed++) {
    const clean = cleanLog(new Chance(seed));
    for (const [at, mutation] of MUTATIONS.entries()) {
      const chance = new Chance(seed * MUTATIONS.length + at);
      const expected = mutation.apply(new MutableLog(clean), chance);
      for (const code of expected?.names ?? []) codes.get(mutation.name)?.add(code);
    }
  }
  return codes;
}

function keyHolderRows(): string[] {
  const broken = KEY_HOLDER_CASES.filter(({ finds }) => finds.length > 0);
  return broken.map(({ name, finds }) =>
    row(name, 'with the key', `yes: ${listOf(new Set(finds))}`, NOT_NEEDED),
  );
}

function anchoredRows(): string[] {
  return ANCHORED_CASES.map(({ name, finds }) =>
    row(name, 'with the key, or an old copy', '**no**', `yes: \`${finds}\``),
  );
}

function listOf(codes: ReadonlySet<FindingCode>): string {
  return [...codes]
    .toSorted()
    .map((code) => `\`${code}\``)
    .join(' or ');
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
