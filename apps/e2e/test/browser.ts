import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, test } from '@jest/globals';
import { findChromium } from '@lighthouse/testkit';
import { chromium } from 'playwright-core';
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  CDPSession,
  Page,
  Route,
} from 'playwright-core';
import { AXE, DESKTOP } from './page-looks.ts';

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

/** A page that a test looks at. */
export type ShownPage = Omit<OpenPage, 'close'>;

/**
 * Shows a file in the one page that the tests of a file share, one after the other: a page of its
 * own costs a process. What is shown already stays as the last test left it; what it stores stays.
 */
export type Show = (
  file: string,
  scripts?: 'with scripts' | 'without scripts',
) => Promise<ShownPage>;

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
  define(open, async (file, scripts = 'with scripts') => {
    if (browser === undefined) throw new Error('the browser did not start');
    shared ??= await SharedPage.open(browser);
    return shared.show(file, scripts === 'with scripts');
  });
}

/** A page that goes from file to file, each time as if it were new. */
class SharedPage {
  readonly #page: Page;
  readonly #session: CDPSession;
  #complaints: string[] = [];
  #own = '';
  #withScripts = true;

  static async open(browser: Browser): Promise<SharedPage> {
    const context = await newContext(browser, {});
    const page = await context.newPage();
    const shared = new SharedPage(page, await context.newCDPSession(page));
    await context.route('**/*', (route) => shared.#answer(route));
    return shared;
  }

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
    listen(page, (complaint) => this.#complaints.push(complaint));
  }

  async show(file: string, withScripts: boolean): Promise<ShownPage> {
    const page = this.#page;
    await page.setViewportSize(DESKTOP);
    await page.emulateMedia({ media: null, colorScheme: null });
    const url = pathToFileURL(file).href;
    if (url !== this.#own || withScripts !== this.#withScripts) await this.#goTo(url, withScripts);
    return { page, complaints: { all: this.#complaints } };
  }

  async #goTo(url: string, withScripts: boolean): Promise<void> {
    // What the last page still does is no complaint about the next one.
    await this.#page.goto('about:blank');
    this.#complaints = [];
    this.#own = url;
    this.#withScripts = withScripts;
    await this.#session.send('Emulation.setScriptExecutionDisabled', { value: !withScripts });
    await this.#page.goto(url, { waitUntil: 'load' });
  }

  #answer(route: Route): Promise<void> {
    const url = route.request().url();
    if (url === this.#own) return route.continue();
    this.#complaints.push(`request: ${url}`);
    return route.abort();
  }
}

/** Makes a context whose pages have axe-core, whatever scripts their policy allows. */
async function newContext(
  browser: Browser,
  options: BrowserContextOptions,
): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  await context.addInitScript({ content: AXE });
  return context;
}

/** What Chromium says because a test reads what is drawn; no page of ours reads its canvases. */
const OF_THE_TEST = 'Canvas2D: Multiple readback operations';

/** Tells what a page should not do, when it does. */
function listen(page: Page, complain: (complaint: string) => void): void {
  page.on('console', (message) => {
    if (!message.text().startsWith(OF_THE_TEST)) complain(`${message.type()}: ${message.text()}`);
  });
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
  const context = await newContext(browser, options);
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
