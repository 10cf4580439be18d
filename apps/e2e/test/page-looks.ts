import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** The text of axe-core, which every page of a test has. */
export const AXE = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

export const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Screens and lights that a page has to look good in; one changes from each to the next. */
export const LOOKS = [
  { look: 'desktop, light', viewport: DESKTOP, colorScheme: 'light' },
  { look: 'desktop, dark', viewport: DESKTOP, colorScheme: 'dark' },
  { look: 'phone, dark', viewport: PHONE, colorScheme: 'dark' },
  { look: 'phone, light', viewport: PHONE, colorScheme: 'light' },
] as const;

/** Waits until what was asked to be drawn is: every chart, and what came after. */
export async function drawn(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('figure.chart')].every(
      (figure) => figure.querySelector('canvas') !== null,
    ),
  );
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );
}

/** Which rules of axe-core a page is held against: the dark differs from the light in colours. */
export type Rules = 'all rules' | 'colours';

/**
 * Lists what axe-core finds wrong with a page: the rule, and the element that breaks it. No rule
 * that is on needs the style sheets or media that it would load beforehand.
 */
export function accessibilityProblems(page: Page, rules: Rules = 'all rules'): Promise<string[]> {
  return page.evaluate(
    async (runOnly) => {
      interface Axe {
        run: (options: {
          resultTypes: string[];
          preload: boolean;
          runOnly?: string[];
        }) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
      }
      const { axe } = globalThis as unknown as { axe: Axe };
      const options = { resultTypes: ['violations'], preload: false };
      const { violations } = await axe.run(runOnly === null ? options : { ...options, runOnly });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    },
    rules === 'colours' ? ['color-contrast'] : null,
  );
}

/** Names the charts whose canvas is missing or empty. */
export function chartsWithoutInk(figures: Element[]): string[] {
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
export function inkOf(page: Page, chart: string): Promise<string> {
  return page.$eval(`#${chart} canvas`, (canvas) => (canvas as HTMLCanvasElement).toDataURL());
}

/** Drags over the middle fifth of a chart, which zooms into it. */
export async function dragAcross(page: Page, chart: string): Promise<void> {
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

/** Gives how opaque a chart is where no line runs, so many seconds into the run. */
export function inkAt(page: Page, chart: string, seconds: number): Promise<number> {
  return page.$eval(
    `#${chart}`,
    (figure, at) => {
      const canvas = figure.querySelector('canvas');
      const over = figure.querySelector('.u-over');
      const context = canvas?.getContext('2d');
      if (canvas === null || over === null || context === null || context === undefined) return -1;
      const data = JSON.parse(document.querySelector('#lh-data')?.textContent ?? '') as {
        seconds: number[];
      };
      const last = data.seconds.at(-1) ?? 1;
      const [whole, plot] = [canvas.getBoundingClientRect(), over.getBoundingClientRect()];
      const scale = canvas.width / whole.width;
      const x = Math.round((plot.left - whole.left + (plot.width * at) / last) * scale);
      const top = Math.round((plot.top - whole.top) * scale);
      // Of a whole column the most usual value: lines and names cover little of it.
      const { data: pixels } = context.getImageData(x, top, 1, Math.round(plot.height * scale));
      const counts = new Map<number, number>();
      for (let i = 3; i < pixels.length; i += 4)
        counts.set(pixels[i] ?? 0, (counts.get(pixels[i] ?? 0) ?? 0) + 1);
      return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? -1;
    },
    seconds,
  );
}
