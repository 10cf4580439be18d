import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { describeWithChromium } from './browser.ts';
import type { Open } from './browser.ts';
import { isRounded, keyFigures, rowsOf } from './page-figures.ts';
import { accessibilityProblems, chartsWithoutInk, drawn } from './page-looks.ts';
import { readResult, RUN_NAMES, writePages } from './report-pages.ts';
import type { RunName } from './report-pages.ts';

const scope = createScope();
let pageOf: (name: RunName) => string;

beforeAll(async () => {
  pageOf = await writePages(scope, RUN_NAMES);
}, 60_000);
afterAll(() => scope.close());

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const LOOKS = [
  { look: 'desktop, light', viewport: DESKTOP, colorScheme: 'light' },
  { look: 'desktop, dark', viewport: DESKTOP, colorScheme: 'dark' },
  { look: 'phone, light', viewport: PHONE, colorScheme: 'light' },
  { look: 'phone, dark', viewport: PHONE, colorScheme: 'dark' },
] as const;

/** Pages that together show everything there is to show. */
const WHOLE = new Set<RunName>(['empty', 'tampered', 'busy']);

/**
 * Says in which looks a page is examined for accessibility, which takes seconds: the pages that
 * show everything in all of them, the others in one each.
 */
function auditedLooksOf(name: RunName): readonly string[] {
  const looks = LOOKS.map(({ look }) => look);
  return WHOLE.has(name) ? looks : looks.filter((_, at) => at === RUN_NAMES.indexOf(name) % 4);
}

describeWithChromium((open) => {
  everyPage(open);
  figuresOfEveryPage(open);
  singlePages(open);
});

function everyPage(open: Open): void {
  test.each(RUN_NAMES)(
    'the page of a run that is %s is quiet, accessible and fits, on every screen, in every light',
    async (name) => {
      const { page, complaints, close } = await open(pageOf(name));
      for (const { look, viewport, colorScheme } of LOOKS) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await drawn(page);
        const isAudited = auditedLooksOf(name).includes(look);
        const problems = isAudited ? await accessibilityProblems(page) : [];
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        const chartless = await page.$$eval('figure.chart', chartsWithoutInk);
        const ideal = { look, problems: [], width: viewport.width, chartless: [] };
        expect({ look, problems, width, chartless }).toEqual(ideal);
      }
      expect(complaints.all).toEqual([]);
      await close();
    },
    60_000,
  );
}

function figuresOfEveryPage(open: Open): void {
  test.each(RUN_NAMES)(
    'each figure of a run that is %s reads as the exact value behind it',
    async (name) => {
      const { page, close } = await open(pageOf(name));
      const figures = await page.$$eval('data', (elements) =>
        elements.map((element) => ({ text: element.textContent, value: Number(element.value) })),
      );
      expect(figures.length).toBeGreaterThan(10);
      expect(figures.filter(({ text, value }) => !isRounded(text, value))).toEqual([]);
      await close();
    },
  );

  test.each(RUN_NAMES)('the figures of a run that is %s are those of its result', async (name) => {
    const { total, counts, thresholds, series, agents } = readResult(name);
    const { page, close } = await open(pageOf(name));
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
    await close();
  });
}

function singlePages(open: Open): void {
  test('the verdict, its reasons and what it rests on come first', async () => {
    const { page, close } = await open(pageOf('killed'));
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
    await close();
  });

  test('what the audit found is there with its evidence', async () => {
    const { page, close } = await open(pageOf('tampered'));
    expect((await rowsOf(page, 'audit-checks')).map((row) => row[0])).toEqual([3, 1, 1, 1, 1]);
    expect(await page.locator('#audit-examples tbody tr:not(.group)').count()).toBe(6);
    const finding = await page.locator('#log-findings tbody tr').first().innerText();
    expect(finding).toContain('MAC_MISMATCH');
    expect(finding).toContain('bytes 5000–5312, events 1234–1234, agent builder-003');
    await close();
  });
  test('text from outside stays text', async () => {
    const { page, complaints, close } = await open(pageOf('hostile'));
    expect(await page.title()).toMatch(/^Bad: evil <\/script>/);
    expect(await page.locator('h1').innerText()).toContain('<img src=x onerror=alert(1)>');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('main script').count()).toBe(0);
    expect(complaints.all).toEqual([]);
    await close();
  });

  test('the page of the busiest hour is there at once', async () => {
    const { page, close } = await open(pageOf('hour'));
    const loadMs = await page.evaluate(
      () => performance.getEntriesByType('navigation')[0]?.duration,
    );
    // Far above what it takes (a third of a second), for machines that are busy with other tests.
    expect(loadMs).toBeLessThan(5000);
    await close();
  });
}
