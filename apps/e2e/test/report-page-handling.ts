import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { describeWithChromium } from './browser.ts';
import type { Open } from './browser.ts';
import { chartsWithoutInk, dragAcross, drawn, inkOf } from './page-looks.ts';
import { readResult, writePages } from './report-pages.ts';
import type { RunName } from './report-pages.ts';

const scope = createScope();
let pageOf: (name: RunName) => string;

beforeAll(async () => {
  pageOf = await writePages(scope, ['good', 'killed', 'busy']);
}, 60_000);
afterAll(() => scope.close());

describeWithChromium((open) => {
  withScripts(open);
  heatMap(open);
  withoutScripts(open);
});

function withScripts(open: Open): void {
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
    const { series } = readResult('killed');
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
}

function heatMap(open: Open): void {
  test('the keys read the heat map out, column by column', async () => {
    const { page, close } = await open(pageOf('busy'));
    await drawn(page);
    await page.locator('#chart-heat .chart-area').focus();
    await page.keyboard.press('End');
    expect(await page.locator('#chart-heat [aria-live]').innerText()).toMatch(
      /^1:59: \d+ answers, most in .+ – .+, up to .+$/,
    );
    await close();
  });
}

function withoutScripts(open: Open): void {
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
}
