import { closeSync, openSync, readdirSync, writeSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, runCli, startCli, toolBin } from '@lighthouse/testkit';
import { describeWithChromium } from './browser.ts';
import { accessibilityProblems } from './page-looks.ts';

const scope = createScope(afterEach);
const LIMIT_MS = 60_000;

/** Lets a short run make a log, whatever its verdict on this machine, and watches it. */
async function watchARun(): Promise<{ url: string; segment: string }> {
  const cwd = await scope.folder();
  const run = await runCli(toolBin('lh-run'), ['smoke', '--out', 'run', '--no-report'], {
    cwd,
    timeoutMs: LIMIT_MS,
  });
  expect([run.stderr, [0, 1, 2].includes(run.code ?? -1)]).toEqual([run.stderr, true]);
  const watch = startCli(scope, toolBin('lh-verify'), ['watch', 'run', '--listen', '0'], { cwd });
  const [, url = ''] = await watch.waitForLine(/^status page: (http:\S+)$/, LIMIT_MS);
  const log = path.join(cwd, 'run/log');
  const [first = ''] = readdirSync(log).filter((name) => name.endsWith('.lhseg'));
  return { url, segment: path.join(log, first) };
}

/** Writes one byte over another, as somebody with a hand on the disk would. */
function overwriteByte(file: string, position: number): void {
  const fd = openSync(file, 'r+');
  writeSync(fd, 'X', position);
  closeSync(fd);
}

describeWithChromium((open) => {
  test(
    'the page of a watch goes from intact to tampered by itself, and is accessible',
    async () => {
      const { url, segment } = await watchARun();
      const { page, complaints, close } = await open(url, { colorScheme: 'dark' });
      await page.getByText('intact', { exact: true }).waitFor({ timeout: LIMIT_MS });
      expect(await accessibilityProblems(page)).toEqual([]);
      overwriteByte(segment, 2000);
      await page.getByText('TAMPERED', { exact: true }).waitFor({ timeout: LIMIT_MS });
      expect(await page.getByRole('table').first().innerText()).toMatch(/CORRUPT|TAMPERED/);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(complaints.all).toEqual([]);
      await close();
    },
    4 * LIMIT_MS,
  );
});
