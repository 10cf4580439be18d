import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createScope, runCli, toolBin } from '@lighthouse/testkit';
import { describeWithChromium } from './browser.ts';
import { accessibilityProblems, LOOKS } from './page-looks.ts';
import { readResult } from './report-pages.ts';

const scope = createScope();
let file = '';

beforeAll(async () => {
  const cwd = await scope.folder();
  for (const name of ['good', 'busy', 'tampered'] as const) {
    await mkdir(path.join(cwd, name));
    await writeFile(path.join(cwd, name, 'result.json'), JSON.stringify(readResult(name)));
  }
  const args = ['compare', 'good', 'busy', 'tampered', '--html', 'comparison.html'];
  const { code } = await runCli(toolBin('lh-report'), [...args, '--fail-on-regression', '10%'], {
    cwd,
  });
  expect(code).toBe(1);
  file = path.join(cwd, 'comparison.html');
}, 60_000);
afterAll(() => scope.close());

describeWithChromium((_open, show) => {
  test('a comparison is quiet, accessible and fits, and shows every change without scrolling', async () => {
    const { page, complaints } = await show(file);
    for (const { look, viewport, colorScheme } of LOOKS) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      const changes = await page.$$eval('thead th', (heads) =>
        heads
          .filter((head) => head.textContent === 'Change')
          .map((head) => head.getBoundingClientRect().right),
      );
      expect({ look, width, problems: await accessibilityProblems(page) }).toEqual({
        look,
        width: viewport.width,
        problems: [],
      });
      expect(changes).toHaveLength(2);
      expect(Math.max(...changes)).toBeLessThanOrEqual(viewport.width);
    }
    expect(await page.locator('#verdict').innerText()).toContain('Bad');
    expect(await page.locator('.notice').count()).toBeGreaterThan(0);
    expect(complaints.all).toEqual([]);
  }, 60_000);
});
