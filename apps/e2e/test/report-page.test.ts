import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Result } from '@lighthouse/contract';
import { createScope, runCli, toolBin } from '@lighthouse/testkit';
import type { Page } from 'playwright-core';
import { busyRun } from '../../../packages/reporter/test/busy-run.ts';
import { sampleResult } from '../../../packages/reporter/test/sample-result.ts';
import {
  allFailedRun,
  emptyRun,
  hostileRun,
  killedRun,
  limitedRun,
  tamperedRun,
  unjudgedRun,
} from '../../../packages/reporter/test/sample-runs.ts';
import { describeWithChromium } from './browser.ts';

const RUNS: Readonly<Record<string, Result>> = {
  good: sampleResult(),
  empty: emptyRun(),
  killed: killedRun(),
  unjudged: unjudgedRun(),
  'all failed': allFailedRun(),
  tampered: tamperedRun(),
  limited: limitedRun(),
  hostile: hostileRun(),
  busy: busyRun({ seconds: 120, agents: 100, perSecond: 180 }),
  'an hour long': busyRun({ seconds: 3600, agents: 1000, perSecond: 16_667 }),
};
const NAMES = Object.keys(RUNS);
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const LOOKS = [
  { look: 'desktop, light', viewport: DESKTOP, colorScheme: 'light' },
  { look: 'desktop, dark', viewport: DESKTOP, colorScheme: 'dark' },
  { look: 'phone, light', viewport: PHONE, colorScheme: 'light' },
  { look: 'phone, dark', viewport: PHONE, colorScheme: 'dark' },
] as const;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const scope = createScope();
const pages = new Map<string, string>();

beforeAll(async () => {
  const folder = await scope.folder();
  for (const [name, result] of Object.entries(RUNS)) {
    const run = path.join(folder, name);
    await mkdir(run);
    await writeFile(path.join(run, 'result.json'), JSON.stringify(result));
    const { code, stderr } = await runCli(toolBin('lh-report'), [run, '--quiet']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    pages.set(name, path.join(run, 'report.html'));
  }
}, 60_000);
afterAll(() => scope.close());

const pageOf = (name: string): string => pages.get(name) ?? '';
const resultOf = (name: string): Result => RUNS[name] ?? sampleResult();

describeWithChromium((open) => {
  test.each(NAMES)(
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

  test.each(NAMES)(
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

  test.each(NAMES)('the figures of a run that is %s are those of its result', async (name) => {
    const { total, counts, thresholds, series, agents } = resultOf(name);
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

  test('the verdict, its reasons and what it rests on come first', async () => {
    const { page, close } = await open(pageOf('killed'));
    expect(await page.title()).toBe('Bad: small · Lighthouse report');
    expect(await page.locator('#verdict h2').innerText()).toMatch(/^Verdict:\s+Bad$/);
    expect(await page.locator('#verdict li').allInnerTexts()).toEqual(killedRun().verdict.reasons);
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

  test('the reader can choose the theme, and the choice is kept', async () => {
    const { page, close } = await open(pageOf('good'), { colorScheme: 'dark' });
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await paper();
    await page.getByRole('button', { name: 'Theme: Auto' }).click();
    const light = await paper();
    expect(light).not.toBe(dark);
    await page.reload();
    expect(await page.locator('#theme').innerText()).toBe('Theme: Light');
    expect(await paper()).toBe(light);
    await page.locator('#theme').click();
    expect(await paper()).toBe(dark);
    await close();
  });

  test('charts follow the theme', async () => {
    const { page, close } = await open(pageOf('busy'), { colorScheme: 'light' });
    await drawn(page);
    const light = await inkOf(page, 'chart-latency');
    await page.emulateMedia({ colorScheme: 'dark' });
    await drawn(page);
    expect(await inkOf(page, 'chart-latency')).not.toBe(light);
    await page.emulateMedia({ colorScheme: 'light' });
    await drawn(page);
    expect(await inkOf(page, 'chart-latency')).toBe(light);
    await close();
  });

  test('the arrow keys read a chart out, value by value', async () => {
    const { series } = resultOf('killed');
    const { page, close } = await open(pageOf('killed'));
    await drawn(page);
    await page.locator('#chart-latency .chart-area').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const spoken = page.locator('#chart-latency [aria-live]');
    expect(await spoken.innerText()).toBe('0:01: p50 1.1 ms, p95 2 ms, Max 2.1 ms');
    expect(series.latencyP50[1]).toBe(1.1);
    expect(series.latencyP95[1]).toBe(2);
    expect(series.latencyMax[1]).toBe(2.1);
    const tip = page.locator('#chart-latency .tooltip');
    expect(await tip.innerText()).toMatch(/^0:01\s+p50\s*1\.1 ms\s+p95\s*2 ms\s+Max\s*2\.1 ms$/);
    await close();
  });

  test('a line can be hidden, and a chart zoomed into and out of', async () => {
    const { page, close } = await open(pageOf('busy'));
    await drawn(page);
    const whole = await inkOf(page, 'chart-throughput');
    const button = page.locator('#chart-throughput').getByRole('button', { name: 'OK' });
    await button.click();
    expect(await button.getAttribute('aria-pressed')).toBe('false');
    await drawn(page);
    expect(await inkOf(page, 'chart-throughput')).not.toBe(whole);
    await button.click();
    await drawn(page);
    expect(await inkOf(page, 'chart-throughput')).toBe(whole);
    const other = await inkOf(page, 'chart-cpu');
    await dragAcross(page, 'chart-throughput');
    expect(await inkOf(page, 'chart-throughput')).not.toBe(whole);
    expect(await inkOf(page, 'chart-cpu')).not.toBe(other);
    await page.locator('#chart-throughput .u-over').dblclick();
    await drawn(page);
    expect(await inkOf(page, 'chart-throughput')).toBe(whole);
    await close();
  });

  test('without scripts every figure is still there to be read', async () => {
    const { page, complaints, close } = await open(pageOf('busy'), { javaScriptEnabled: false });
    const text = await page.locator('main').innerText();
    expect(text).toContain('scripts are off');
    for (const hidden of ['figure.chart', '#theme', '.with-script'])
      expect(await page.locator(hidden).first().isVisible()).toBe(false);
    expect(await page.locator('svg.plot').count()).toBe(2);
    await page.locator('#timeline summary').click();
    expect(await page.locator('#timeline tbody tr').count()).toBe(24);
    expect(complaints.all).toEqual([]);
    await close();
  });

  test('on paper the page is light, whatever the screen was, and has its charts', async () => {
    const { page, close } = await open(pageOf('busy'), { colorScheme: 'dark' });
    await drawn(page);
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
    await drawn(page);
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe(
      'rgb(29, 33, 37)',
    );
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await page.$$eval('figure.chart', chartsWithoutInk)).toEqual([]);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await close();
  });

  test('the page of the busiest hour is there at once', async () => {
    const { page, close } = await open(pageOf('an hour long'));
    const loadMs = await page.evaluate(
      () => performance.getEntriesByType('navigation')[0]?.duration,
    );
    // Far above what it takes (a third of a second), for machines that are busy with other tests.
    expect(loadMs).toBeLessThan(5000);
    await close();
  });
});

/** Pages that together show everything there is to show. */
const WHOLE = new Set(['empty', 'tampered', 'busy']);

/**
 * Says in which looks a page is examined for accessibility, which takes seconds: the pages that
 * show everything in all of them, the others in one each.
 */
function auditedLooksOf(name: string): readonly string[] {
  const looks = LOOKS.map(({ look }) => look);
  return WHOLE.has(name) ? looks : looks.filter((_, at) => at === NAMES.indexOf(name) % 4);
}

/** Waits until what was asked to be drawn is. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );
}

async function accessibilityProblems(page: Page): Promise<string[]> {
  // As text, since the policy of the page allows no script to be added.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    interface Axe {
      run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
    }
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

/** Names the charts whose canvas is missing or empty. */
function chartsWithoutInk(figures: Element[]): string[] {
  return figures
    .filter((figure) => {
      const canvas = figure.querySelector('canvas');
      const context = canvas?.getContext('2d');
      if (canvas === null || context === null || context === undefined) return true;
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      return !data.some((byte) => byte !== 0);
    })
    .map(({ id }) => id);
}

/** Gives the picture of a chart, to be compared. */
function inkOf(page: Page, chart: string): Promise<string> {
  return page.$eval(`#${chart} canvas`, (canvas) => (canvas as HTMLCanvasElement).toDataURL());
}

async function dragAcross(page: Page, chart: string): Promise<void> {
  const over = page.locator(`#${chart} .u-over`);
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  if (box === null) throw new Error('the chart is not on the page');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.4, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, y, { steps: 5 });
  await page.mouse.up();
  await page.mouse.move(0, 0);
  await drawn(page);
}

async function keyFigures(page: Page): Promise<Record<string, number | null>> {
  const figures = await page.$$eval('.figure', (elements) =>
    elements.map((element): [string, number | null] => {
      const data = element.querySelector('data');
      return [element.querySelector('dt')?.textContent ?? '', data && Number(data.value)];
    }),
  );
  return Object.fromEntries(figures);
}

/** Gives the exact values of a table's cells, row by row, without the first column. */
function rowsOf(page: Page, id: string): Promise<(number | null)[][]> {
  return page.$$eval(`#${id} tbody tr:not(.group)`, (rows) =>
    rows.map((row) =>
      [...row.querySelectorAll('td')].map((cell) => {
        const data = cell.querySelector('data');
        return data && Number(data.value);
      }),
    ),
  );
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  '/s': 1,
  '%': 0.01,
  core: 1,
  cores: 1,
  µs: 0.001,
  ms: 1,
  s: 1000,
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/** Reads a figure as a person would, and tells whether it is its exact value but for rounding. */
function isRounded(text: string, value: number): boolean {
  const clock = /^(?:(\d+):)?(\d+):(\d\d(?:\.\d)?)$/.exec(text);
  if (clock !== null) {
    const [hours = 0, minutes = 0, seconds = 0] = clock.slice(1).map((part) => Number(part ?? 0));
    return Math.abs(hours * 3600 + minutes * 60 + seconds - value) <= 0.1;
  }
  const long = /^(\d+) (?:min (\d\d) s|h (\d\d) min)$/.exec(text);
  if (long !== null) {
    const [first = 0, seconds = 0, minutes = 0] = long.slice(1).map((part) => Number(part ?? 0));
    const ms = long[2] === undefined ? first * 3_600_000 + minutes * 60_000 : first * 60_000;
    return Math.abs(ms + seconds * 1000 - value) <= 60_000;
  }
  if (text === '>99.9%') return value > 0.999 && value < 1;
  const match = /^([\d,]+(?:\.\d+)?) ?(\S*)$/.exec(text);
  const unit = UNITS[match?.[2] ?? 'none'];
  if (match === null || unit === undefined) return false;
  const read = Number((match[1] ?? '').replaceAll(',', '')) * unit;
  return Math.abs(read - value) <= Math.abs(value) * 0.0051;
}
