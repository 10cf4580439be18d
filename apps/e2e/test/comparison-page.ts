import { expect, test } from '@jest/globals';
import type { Show } from './browser.ts';
import { accessibilityProblems, LOOKS } from './page-looks.ts';

/** Defines what is asked of the page that compares runs. */
export function comparisonPage(show: Show, file: () => string): void {
  test('a comparison is quiet, accessible and fits, and shows every change without scrolling', async () => {
    const { page, complaints } = await show(file());
    for (const { look, viewport, colorScheme } of LOOKS) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      const changes = await page.$$eval('thead th', (heads) =>
        heads
          .filter((head) => head.textContent === 'Change')
          .map((head) => head.getBoundingClientRect().right),
      );
      const rules = colorScheme === 'light' ? 'all rules' : 'colours';
      const problems = await accessibilityProblems(page, rules);
      expect({ look, width, problems }).toEqual({ look, width: viewport.width, problems: [] });
      expect(changes).toHaveLength(2);
      expect(Math.max(...changes)).toBeLessThanOrEqual(viewport.width);
    }
    expect(await page.locator('#verdict').innerText()).toContain('Bad');
    expect(await page.locator('.notice').count()).toBeGreaterThan(0);
    expect(complaints.all).toEqual([]);
  }, 60_000);
}
