import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { workspaceRoot } from '@lighthouse/testkit';
import { renderPage } from '../src/html/page.ts';
import { describeResult } from '../src/model/report.ts';
import { busyRun } from './busy-run.ts';
import { sampleResult } from './sample-result.ts';
import {
  allFailedRun,
  emptyRun,
  hostileRun,
  killedRun,
  limitedRun,
  tamperedRun,
  unjudgedRun,
} from './sample-runs.ts';

const TEMPLATE = await readFile(
  path.join(workspaceRoot(), 'apps/report-viewer/dist/viewer.html'),
  'utf8',
);
const pageOf = (result: ReturnType<typeof sampleResult>) =>
  renderPage(describeResult(result), TEMPLATE);

const RUNS = {
  good: sampleResult(),
  empty: emptyRun(),
  killed: killedRun(),
  unjudged: unjudgedRun(),
  'all-failed': allFailedRun(),
  tampered: tamperedRun(),
  limited: limitedRun(),
  hostile: hostileRun(),
  busy: busyRun({ seconds: 60, agents: 100, perSecond: 200 }),
};
const PAGES = Object.entries(RUNS).map(([name, result]) => ({ name, page: pageOf(result) }));

test.each(PAGES)('the page of a run that is $name nests its elements properly', ({ page }) => {
  expect(nestingProblems(page)).toEqual([]);
});

test.each(PAGES)(
  'the page of a run that is $name gives each id once, and points only to those',
  ({ page }) => {
    const attributes = tagsOf(page).flatMap((tag) => tag.attributes);
    const ids = attributes.filter(({ name }) => name === 'id').map(({ value }) => value);
    expect(ids).toEqual([...new Set(ids)]);
    const pointers = attributes
      .filter(({ name }) => name === 'aria-labelledby' || name === 'href')
      .flatMap(({ value }) => value.replace(/^#/, '').split(' '))
      .filter((value) => !value.startsWith('data:'));
    expect(pointers.filter((pointer) => !ids.includes(pointer))).toEqual([]);
  },
);

test.each(PAGES)('the page of a run that is $name loads nothing', ({ page }) => {
  const attributes = tagsOf(page).flatMap((tag) => tag.attributes);
  const loading = attributes.filter(({ name }) =>
    /^(src|srcset|action|data|style|on.*)$/.test(name),
  );
  expect(loading).toEqual([]);
  const links = attributes.filter(({ name }) => name === 'href').map(({ value }) => value);
  expect(links.filter((link) => !/^(#|data:image\/svg\+xml,)/.test(link))).toEqual([]);
});

test('the policy of the page allows its own script and style, by their hashes, and no others', () => {
  for (const { page } of PAGES) {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    const { scripts, styles } = withoutCode(page);
    expect([scripts.length, styles.length]).toEqual([1, 1]);
    for (const code of [...scripts, ...styles])
      expect(policy).toContain(`'sha256-${createHash('sha256').update(code).digest('base64')}'`);
  }
});

test('every class in the markup has a rule in the style sheet', () => {
  const style = withoutCode(TEMPLATE).styles.join('');
  const known = new Set([...style.matchAll(/\.([a-z][\w-]*)/g)].map(([, name]) => name));
  // A script looks for one, and the other says that nothing is judged.
  const nameless = new Set(['with-script', 'plain']);
  const used = PAGES.flatMap(({ page }) => tagsOf(page))
    .flatMap((tag) => tag.attributes)
    .filter(({ name }) => name === 'class')
    .flatMap(({ value }) => value.split(' '));
  const missing = used.filter((name) => !nameless.has(name) && !known.has(name));
  expect([...new Set(missing)]).toEqual([]);
});

test('text from outside is found in the page escaped, and nowhere else', () => {
  const page = pageOf(hostileRun());
  const names = tagsOf(page).map(({ name }) => name);
  expect(names.filter((name) => ['img', 'b', 'script'].includes(name))).toEqual([]);
  expect(page.match(/<script|<\/script/g)).toHaveLength(4);
  expect(page.includes('\u202e')).toBe(false);
  expect(page.includes('&lt;/script&gt;&lt;script&gt;document.title')).toBe(true);
});

test('the page of the busiest hour stays small', () => {
  const hour = pageOf(busyRun({ seconds: 3600, agents: 1000, perSecond: 16_667, rowsMax: 3600 }));
  expect(Buffer.byteLength(hour)).toBeLessThan(2_000_000);
});

/** Takes scripts and styles out of a page, and gives what is left. */
function withoutCode(page: string): { markup: string; scripts: string[]; styles: string[] } {
  const scripts: string[] = [];
  const styles: string[] = [];
  const markup = page
    .replaceAll(/<script>([\s\S]*?)<\/script>/g, (_all, code: string) => {
      scripts.push(code);
      return '';
    })
    .replaceAll(/<style>([\s\S]*?)<\/style>/g, (_all, code: string) => {
      styles.push(code);
      return '';
    })
    .replaceAll(/<script type="application\/json"[\s\S]*?<\/script>/g, '');
  return { markup, scripts, styles };
}

interface Tag {
  readonly name: string;
  readonly kind: 'start' | 'end' | 'empty';
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

const VOID_ELEMENTS = new Set(['!doctype', 'meta', 'link']);

/** Reads the tags of a page strictly: whatever else starts with < is thrown. */
function tagsOf(page: string): Tag[] {
  const { markup } = withoutCode(page);
  const tags = /<(\/?)(!?[a-z][a-z0-9]*)((?: [a-zA-Z][a-zA-Z0-9-]*(?:="[^"<]*")?)*) ?(\/?)>/g;
  const found = [...markup.matchAll(tags)];
  if (found.length !== markup.split('<').length - 1) throw new Error('a < that starts no tag');
  return found.map(([, closing, name = '', attributes = '', empty]) => ({
    name,
    kind: closing === '/' ? 'end' : empty === '/' || VOID_ELEMENTS.has(name) ? 'empty' : 'start',
    attributes: [...attributes.matchAll(/ ([a-zA-Z][a-zA-Z0-9-]*)(?:="([^"]*)")?/g)].map(
      ([, attribute = '', value = '']) => ({ name: attribute, value }),
    ),
  }));
}

/** Lists end tags that close something else, and elements left open. */
function nestingProblems(page: string): string[] {
  const open: string[] = [];
  const problems: string[] = [];
  for (const { name, kind } of tagsOf(page)) {
    if (kind === 'start') open.push(name);
    if (kind !== 'end') continue;
    const expected = open.pop();
    if (expected !== name) problems.push(`</${name}> closes <${expected}>`);
  }
  return [...problems, ...open.map((name) => `<${name}> is left open`)];
}
