import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { resultSchema } from '@lighthouse/contract';
import { createScope, startCli, toolBin, waitFor } from '@lighthouse/testkit';
import { describeWithChromium } from './browser.ts';
import { isRounded, keyFigures, rowsOf } from './page-figures.ts';
import { accessibilityProblems, chartsWithoutInk, drawn } from './page-looks.ts';

const scope = createScope(afterEach);
const LIMIT_MS = 60_000;
const SLOW_TABS = 10;
const PHONE = { width: 390, height: 844 };

async function startRun(): Promise<{
  run: ReturnType<typeof startCli>;
  url: string;
  file: string;
}> {
  const cwd = await scope.folder();
  const args = ['smoke', '--duration', '5m', '--out', 'run', '--dashboard', '--no-report'];
  const run = startCli(scope, toolBin('lh-run'), args, { cwd });
  const [, url = ''] = await run.waitForLine(/^dashboard: (http:\S+)$/, LIMIT_MS);
  return { run, url, file: path.join(cwd, 'run/result.json') };
}

/** A tab that asks for the events of a run and never takes one. */
function openSlowTab(url: string): void {
  const { hostname, port, pathname, host } = new URL(`${url}events`);
  const socket = net.connect(Number(port), hostname);
  socket.pause();
  socket.on('error', () => {});
  socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  scope.onClose(() => {
    socket.destroy();
  });
}

/** Whoever does not know the address of a run gets nothing, and nobody can change it. */
async function expectOnlyReaders(url: string): Promise<void> {
  const { origin } = new URL(url);
  for (const address of [`${origin}/`, `${origin}/events`, `${origin}/wrong/events`])
    expect((await fetch(address)).status).toBe(404);
  expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  const page = await fetch(url);
  expect(page.headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
}

describeWithChromium((open) => {
  test(
    'a page follows a run and ends as its report, for who knows its address; no tab holds it up',
    async () => {
      const { run, url, file } = await startRun();
      await expectOnlyReaders(url);
      for (let tab = 0; tab < SLOW_TABS; tab++) openSlowTab(url);
      const closed = await open(url);
      const { page, complaints, close } = await open(url, { colorScheme: 'dark' });
      await page.getByRole('heading', { name: 'Running' }).waitFor({ timeout: LIMIT_MS });
      await closed.close();
      await page.locator('#chart-throughput canvas').first().waitFor({ timeout: LIMIT_MS });
      await page.locator('#timeline summary').click();
      const said = () => page.locator('#live').innerText();
      const before = await said();
      await waitFor(async () => (await said()) !== before, { limitMs: LIMIT_MS, what: 'a second' });
      expect(await page.locator('#timeline').getAttribute('open')).not.toBeNull();
      expect(await accessibilityProblems(page)).toEqual([]);
      run.kill('SIGTERM');
      await page.getByText('The run is over.', { exact: true }).waitFor({ timeout: LIMIT_MS });
      expect((await run.end).code).toBe(143);

      const result = resultSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      const { counts, total, agents } = result;
      expect(await keyFigures(page)).toMatchObject({
        'Operations OK': counts.ok,
        'Latency p50': total.latency.p50,
        Agents: agents.joined,
      });
      const [all] = await rowsOf(page, 'operations');
      const { intended, ok, fail, info, dropped } = counts;
      expect(all?.slice(0, 5)).toEqual([intended, ok, fail, info, dropped]);
      const heat = await rowsOf(page, 'heat-table');
      expect(heat.reduce((sum, row) => sum + (row.at(-1) ?? 0), 0)).toBe(total.latency.count);
      const figures = await page.$$eval('data', (elements) =>
        elements.map((element) => ({ text: element.textContent, value: Number(element.value) })),
      );
      expect(figures.filter(({ text, value }) => !isRounded(text, value))).toEqual([]);
      await page.setViewportSize(PHONE);
      await drawn(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
      expect(await page.$$eval('figure.chart', chartsWithoutInk)).toEqual([]);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(complaints.all).toEqual([]);
      await close();
    },
    4 * LIMIT_MS,
  );
});
