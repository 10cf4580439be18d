import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, test } from '@jest/globals';
import { findChromium } from '@lighthouse/testkit';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const OPTIONS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const LAUNCH_LIMIT_MS = 60_000;

/** Everything that a page should not do, and did. */
export interface Complaints {
  readonly all: readonly string[];
}

export interface OpenPage {
  readonly page: Page;
  readonly complaints: Complaints;
  /** Takes the page away; a test that fails leaves that to the browser's end. */
  readonly close: () => Promise<void>;
}

/** Opens a file, or an http address. */
export type Open = (what: string, options?: BrowserContextOptions) => Promise<OpenPage>;

/**
 * Defines tests that need a browser, and gives them a way to open a file in it. On a machine
 * without Chromium they are one test that says so; in CI, where it has to be there, they fail.
 */
export function describeWithChromium(define: (open: Open) => void): void {
  const executablePath = findChromium();
  if (executablePath === undefined && process.env['CI'] === undefined) {
    test('is skipped, because there is no Chromium on this machine', () => undefined);
    return;
  }
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (executablePath === undefined) throw new Error('there is no Chromium, which CI has to have');
    browser = await chromium.launch({ executablePath, args: OPTIONS });
  }, LAUNCH_LIMIT_MS);
  afterAll(async () => browser?.close());
  define(async (what, options) => {
    if (browser === undefined) throw new Error('the browser did not start');
    return openPage(browser, what, options);
  });
}

/**
 * Opens a page and waits for it. What a file asks the network for is refused, and kept; a page of a
 * server may ask that server alone.
 */
async function openPage(
  browser: Browser,
  what: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const isServed = what.startsWith('http://');
  const own = isServed ? what : pathToFileURL(what).href;
  await context.route('**/*', (route) => {
    const url = route.request().url();
    if (isServed ? url.startsWith(own) : url === own) return route.continue();
    complaints.push(`request: ${url}`);
    return route.abort();
  });
  await page.goto(own, { waitUntil: 'load' });
  return { page, complaints: { all: complaints }, close: () => context.close() };
}
