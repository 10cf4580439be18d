import { expect, test } from '@jest/globals';
import type { Open, Show } from './browser.ts';
import { chartsWithoutInk, dragAcross, drawn, inkOf } from './page-looks.ts';
import { readResult } from './report-pages.ts';
import type { RunName } from './report-pages.ts';

/** What a few lines of text may differ by. */
const ROUNDED_PIXELS = 6;

type PageOf = (name: RunName) => string;

/**
 * Defines what a reader does with some of the pages. Each test leaves its page as it was, but the
 * one that prints it.
 */
export function handling(
  name: RunName,
  { open, show }: { readonly open: Open; readonly show: Show },
  pageOf: PageOf,
): void {
  if (name === 'good') theme(show, pageOf);
  if (name === 'killed') keys(show, pageOf);
  if (name !== 'busy') return;
  loading(open, pageOf);
  charts(show, pageOf);
  heatMap(show, pageOf);
  paper(show, pageOf);
  withoutScripts(show, pageOf);
}

function theme(show: Show, pageOf: PageOf): void {
  test('the reader can choose the theme, and the choice is kept', async () => {
    const { page } = await show(pageOf('good'));
    await page.emulateMedia({ colorScheme: 'dark' });
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
    await page.evaluate(() => localStorage.clear());
  });
}

function keys(show: Show, pageOf: PageOf): void {
  test('the arrow keys read a chart out, value by value', async () => {
    const { series } = readResult('killed');
    const { page } = await show(pageOf('killed'));
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
  });
}

function loading(open: Open, pageOf: PageOf): void {
  test('charts are drawn when the page is loaded, and nothing moves when they are', async () => {
    const { page, complaints, close } = await open(pageOf('busy'));
    await page.addInitScript(() => {
      addEventListener('load', () => {
        const { dataset } = document.documentElement;
        dataset['canvases'] = String(document.querySelectorAll('canvas').length);
        dataset['latencyTop'] = String(document.getElementById('latency')?.offsetTop);
      });
    });
    await page.reload();
    await drawn(page);
    const root = page.locator('html');
    expect(await root.getAttribute('data-canvases')).toBe('0');
    const top = await page.$eval('#latency', (section) => (section as HTMLElement).offsetTop);
    const topAtLoad = Number(await root.getAttribute('data-latency-top'));
    // Heights of text are fractions of a pixel.
    expect(Math.abs(top - topAtLoad)).toBeLessThan(ROUNDED_PIXELS);
    expect(complaints.all).toEqual([]);
    await close();
  });
}

function charts(show: Show, pageOf: PageOf): void {
  test('charts follow the theme', async () => {
    const { page } = await show(pageOf('busy'));
    await page.emulateMedia({ colorScheme: 'light' });
    await drawn(page);
    const light = await inkOf(page, 'chart-latency');
    await page.emulateMedia({ colorScheme: 'dark' });
    await drawn(page);
    expect(await inkOf(page, 'chart-latency')).not.toBe(light);
    await page.emulateMedia({ colorScheme: 'light' });
    await drawn(page);
    expect(await inkOf(page, 'chart-latency')).toBe(light);
  });

  test('a line can be hidden, and a chart zoomed into and out of', async () => {
    const { page } = await show(pageOf('busy'));
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
  });
}

function heatMap(show: Show, pageOf: PageOf): void {
  test('the keys read the heat map out, column by column', async () => {
    const { page } = await show(pageOf('busy'));
    await drawn(page);
    await page.locator('#chart-heat .chart-area').focus();
    await page.keyboard.press('End');
    expect(await page.locator('#chart-heat [aria-live]').innerText()).toMatch(
      /^1:59: \d+ answers, most in .+ – .+, up to .+$/,
    );
  });
}

function withoutScripts(show: Show, pageOf: PageOf): void {
  test('without scripts every figure is still there to be read', async () => {
    const { page, complaints } = await show(pageOf('busy'), 'without scripts');
    const text = await page.locator('main').innerText();
    expect(text).toContain('scripts are off');
    for (const hidden of ['figure.chart', '#theme', '.with-script'])
      expect(await page.locator(hidden).first().isVisible()).toBe(false);
    expect(await page.locator('svg.plot').count()).toBe(2);
    await page.locator('#timeline summary').click();
    expect(await page.locator('#timeline tbody tr').count()).toBe(24);
    expect(complaints.all).toEqual([]);
  });
}

function paper(show: Show, pageOf: PageOf): void {
  test('on paper the page is light, whatever the screen was, and has its charts', async () => {
    const { page } = await show(pageOf('busy'));
    await page.emulateMedia({ colorScheme: 'dark' });
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
  });
}
