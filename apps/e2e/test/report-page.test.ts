/** @slow */
import { statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { describeWithChromium } from './browser.ts';
import type { Show } from './browser.ts';
import { comparisonPage } from './comparison-page.ts';
import { isRounded, keyFigures, rowsOf } from './page-figures.ts';
import { accessibilityProblems, chartsWithoutInk, drawn, inkAt, LOOKS } from './page-looks.ts';
import type { Rules } from './page-looks.ts';
import { handling } from './report-page-handling.ts';
import { readResult, RUN_NAMES, writePages } from './report-pages.ts';
import type { RunName } from './report-pages.ts';

const scope = createScope();
let pages: Awaited<ReturnType<typeof writePages>>;
const pageOf = (name: RunName): string => pages.pageOf(name);

beforeAll(async () => {
  pages = await writePages(scope);
}, 60_000);
afterAll(() => scope.close());

/** Pages that together show everything there is to show. */
const WHOLE = new Set<RunName>(['attacked', 'busy']);

/**
 * Says in which looks a page is opened: one that shows everything in all, another in two that are
 * both screens and both lights.
 */
function looksOf(name: RunName): (typeof LOOKS)[number][] {
  const first = RUN_NAMES.indexOf(name) % 2;
  return LOOKS.filter((_, at) => WHOLE.has(name) || at % 2 === first);
}

/** Says what a page is examined for, which takes seconds: once a screen, or once at all. */
function rulesFor(name: RunName, look: (typeof LOOKS)[number]): Rules | 'none' {
  if (WHOLE.has(name)) return look.colorScheme === 'light' ? 'all rules' : 'colours';
  const at = (RUN_NAMES.indexOf(name) >> 1) % 2;
  return looksOf(name)[at] === look ? 'all rules' : 'none';
}

/** What is asked of one page alone. */
const MORE_OF: Partial<Record<RunName, (show: Show) => void>> = {
  killed: verdictFirst,
  tampered: evidence,
  hostile: hostileText,
  attacked: attackedPage,
  hour: smallPage,
};

describeWithChromium((open, show) => {
  // By page, since to show another one takes as long as most tests.
  describe.each(RUN_NAMES)('the page of a run that is %s', (name) => {
    figuresOfPage(name, show);
    MORE_OF[name]?.(show);
    looksOfPage(name, show);
    handling(name, { open, show }, pageOf);
  });
  comparisonPage(show, () => pages.comparison);
});

function looksOfPage(name: RunName, show: Show): void {
  test('is quiet, accessible and fits, on every screen, in every light', async () => {
    const { page, complaints } = await show(pageOf(name));
    for (const each of looksOf(name)) {
      const { look, viewport, colorScheme } = each;
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await drawn(page);
      const rules = rulesFor(name, each);
      const problems = rules === 'none' ? [] : await accessibilityProblems(page, rules);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      const chartless = await page.$$eval('figure.chart', chartsWithoutInk);
      const ideal = { look, problems: [], width: viewport.width, chartless: [] };
      expect({ look, problems, width, chartless }).toEqual(ideal);
    }
    expect(complaints.all).toEqual([]);
  }, 60_000);
}

function figuresOfPage(name: RunName, show: Show): void {
  test('has the figures of its result', async () => {
    const { total, counts, thresholds, series, agents, latencyHeatMap } = readResult(name);
    const { page } = await show(pageOf(name));
    const figures = await page.$$eval('data', (elements) =>
      elements.map((element) => ({ text: element.textContent, value: Number(element.value) })),
    );
    expect(figures.length).toBeGreaterThan(10);
    expect(figures.filter(({ text, value }) => !isRounded(text, value))).toEqual([]);
    const { latency } = total;
    expect(await keyFigures(page)).toMatchObject({
      'Operations OK': counts.ok,
      'Latency p50': latency.p50,
      'Latency p95': latency.p95,
      'Latency p99': latency.p99,
      Agents: agents.joined,
    });
    const [all] = await rowsOf(page, 'operations');
    const { intended, ok, fail, info, dropped } = counts;
    expect(all?.slice(0, 5)).toEqual([intended, ok, fail, info, dropped]);
    expect(all?.slice(6)).toEqual([
      latency.p50,
      latency.p95,
      latency.p99,
      latency.p999,
      latency.max,
    ]);
    const actual = (await rowsOf(page, 'thresholds')).map((row) => row[1]);
    if (thresholds.length > 0) expect(actual).toEqual(thresholds.map((each) => each.actual));
    const timeline = await rowsOf(page, 'timeline');
    const sum = (column: readonly (number | null | undefined)[]) =>
      column.reduce<number>((a, b) => a + (b ?? 0), 0);
    expect(sum(timeline.map((row) => row[0]))).toBe(sum(series.intended));
    expect(sum(timeline.map((row) => row[1]))).toBe(sum(series.ok));
    const heat = await rowsOf(page, 'heat-table');
    expect(sum(heat.map((row) => row.at(-1)))).toBe(sum(latencyHeatMap?.counts.flat() ?? []));
  });
}

function verdictFirst(show: Show): void {
  test('the verdict, its reasons and what it rests on come first', async () => {
    const { page } = await show(pageOf('killed'));
    expect(await page.title()).toBe('Bad: small · Lighthouse report');
    expect(await page.locator('#verdict h2').innerText()).toMatch(/^Verdict:\s+Bad$/);
    expect(await page.locator('#verdict li').allInnerTexts()).toEqual(
      readResult('killed').verdict.reasons,
    );
    expect(await page.locator('.support dt').allInnerTexts()).toEqual([
      '✗Thresholds',
      '✓Invariants',
      '✓Audit',
      '✓Conservation',
      '✓Generator',
      '?Run',
    ]);
  });
}

function evidence(show: Show): void {
  test('what the audit found is there with its evidence', async () => {
    const { page } = await show(pageOf('tampered'));
    expect((await rowsOf(page, 'audit-checks')).map((row) => row[0])).toEqual([3, 1, 1, 1, 1]);
    expect(await page.locator('#audit-examples tbody tr:not(.group)').count()).toBe(6);
    const finding = await page.locator('#log-findings tbody tr').first().innerText();
    expect(finding).toContain('MAC_MISMATCH');
    const link = page.locator('#log-findings tbody a').first();
    await link.click();
    expect(await page.locator(':target').innerText()).toBe('1234');
    expect(finding).toContain('bytes 5000–5312, event 1234, agent builder-003');
  });
}

function hostileText(show: Show): void {
  test('text from outside stays text', async () => {
    const { page, complaints } = await show(pageOf('hostile'));
    expect(await page.title()).toMatch(/^Bad: evil <\/script>/);
    expect(await page.locator('h1').innerText()).toContain('<img src=x onerror=alert(1)>');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('main script').count()).toBe(0);
    expect(complaints.all).toEqual([]);
  });
}

function smallPage(show: Show): void {
  test('the page of the busiest hour is small, and whole', async () => {
    expect(statSync(pageOf('hour')).size).toBeLessThan(2 * 1024 * 1024);
    const { page } = await show(pageOf('hour'));
    await drawn(page);
    expect(await page.$$eval('figure.chart', chartsWithoutInk)).toEqual([]);
  });
}

function attackedPage(show: Show): void {
  test('what was broken is a band in every chart, and only while it was', async () => {
    const { page } = await show(pageOf('attacked'));
    await drawn(page);
    const charts = await page.$$eval('figure.chart', (figures) => figures.map(({ id }) => id));
    for (const chart of charts) {
      const shares = await Promise.all(
        [1.5, 2.75, 3.8, 4.5, 6].map((at) => inkAt(page, chart, at)),
      );
      const [before, during, recovering, between, second] = shares;
      expect([chart, before, between]).toEqual([chart, 0, 0]);
      expect(during).toBe(second);
      expect(recovering).toBeGreaterThan(0);
      expect(recovering).toBeLessThan(during ?? 0);
    }
    const faults = await page.locator('#faults tbody tr').allInnerTexts();
    expect(faults.map((row) => row.split('\t')[0])).toEqual(
      readResult('attacked').faults.map(({ id, kind }) => `${id} ${kind}`),
    );
    expect((await rowsOf(page, 'phases')).map((row) => row.slice(1, 3))).toEqual(
      readResult('attacked').phases.map(({ counts }) => [counts.intended, counts.ok]),
    );
  });

  test('what liars tried is a table, with the lie that was believed in its own', async () => {
    const { page } = await show(pageOf('attacked'));
    expect((await rowsOf(page, 'liars')).map((row) => row.slice(2, 6))).toEqual(
      readResult('attacked').byzantine.map((row) => [
        row.attempts,
        row.refused,
        row.accepted,
        row.unknown,
      ]),
    );
    expect(await page.locator('#accepted-lies tbody tr:not(.group)').innerText()).toContain(
      'liar-0007',
    );
  });
}
