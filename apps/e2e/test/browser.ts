import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, test } from '@jest/globals';
import { findChromium } from '@lighthouse/testkit';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page, Route } from 'playwright-core';

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
 * Shows a file in the one page that the tests of a file share, one after the other: a page of its
 * own costs a process. What it stores stays.
 */
export type Show = (file: string) => Promise<Omit<OpenPage, 'close'>>;

/**
 * Defines tests that need a browser, and gives them a way to open a file in it. On a machine
 * without Chromium they are one test that says so; in CI, where it has to be there, they fail.
 */
export function describeWithChromium(define: (open: Open, show: Show) => void): void {
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
  const open: Open = async (what, options) => {
    if (browser === undefined) throw new Error('the browser did not start');
    return openPage(browser, what, options);
  };
  let shared: SharedPage | undefined;
  define(open, async (file) => {
    if (browser === undefined) throw new Error('the browser did not start');
    shared ??= await SharedPage.open(browser);
    return shared.show(file);
  });
}

/** A page that goes from file to file, each time as if it were new. */
class SharedPage {
  readonly #page: Page;
  #complaints: string[] = [];
  #own = '';

  static async open(browser: Browser): Promise<SharedPage> {
    const context = await browser.newContext();
    const shared = new SharedPage(await context.newPage());
    await context.route('**/*', (route) => shared.#answer(route));
    return shared;
  }

  private constructor(page: Page) {
    this.#page = page;
    listen(page, (complaint) => this.#complaints.push(complaint));
  }

  async show(file: string): Promise<Omit<OpenPage, 'close'>> {
    const page = this.#page;
    await page.goto('about:blank');
    const complaints: string[] = [];
    this.#complaints = complaints;
    this.#own = pathToFileURL(file).href;
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.emulateMedia({ media: null, colorScheme: null });
    await page.goto(this.#own, { waitUntil: 'load' });
    return { page, complaints: { all: complaints } };
  }

  #answer(route: Route): Promise<void> {
    const url = route.request().url();
    if (url === this.#own) return route.continue();
    this.#complaints.push(`request: ${url}`);
    return route.abort();
  }
}

/** Tells what a page should not do, when it does. */
function listen(page: Page, complain: (complaint: string) => void): void {
  page.on('console', (message) => complain(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complain(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complain(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
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
  listen(page, (complaint) => complaints.push(complaint));
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
