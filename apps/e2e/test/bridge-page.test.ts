import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, runCli, startCli, toolBin } from '@lighthouse/testkit';
import { describeWithChromium } from './browser.ts';
import { accessibilityProblems } from './page-looks.ts';

const scope = createScope(afterEach);
const LIMIT_MS = 60_000;
const PHONE = { width: 390, height: 844 };
const MARKUP = '<img src=x onerror=alert(1)><script>alert(2)</script>';

async function post(url: string, token: string, body: object): Promise<Record<string, string>> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.ok).toBe(true);
  return (await answer.json()) as Record<string, string>;
}

/** Starts a bridge with one agent that has stored an event full of markup. */
async function startWithAnEvent() {
  const cwd = await scope.folder();
  const bin = toolBin('lh-bridge');
  expect((await runCli(bin, ['init'], { cwd })).code).toBe(0);
  const tokens = path.join(cwd, 'keys/access-tokens');
  await writeFile(tokens, 'a-token-of-its-own builder-one\n', { mode: 0o600 });
  const cli = startCli(scope, bin, ['--port', '0', '--compat-token-file', tokens], { cwd });
  const [, url = ''] = await cli.waitForLine(/^listening on (http:\S+)$/, LIMIT_MS);
  const secret = (name: string) => readFileSync(path.join(cwd, 'keys', name), 'utf8').trim();
  const agent = { agent: 'builder-one', role: 'builder' };
  await post(`${url}/v1/agents`, secret('enrol-token'), agent);
  const session = await post(`${url}/session/create`, 'a-token-of-its-own', {});
  const event = { event_type: 'note', data: MARKUP };
  await post(`${url}/event/store`, session['session_token'] ?? '', event);
  return { url, viewToken: secret('view-token'), cli };
}

describeWithChromium((open) => {
  test(
    'the page of a bridge opens with its token, shows what is written as text, and is accessible',
    async () => {
      const { url, viewToken, cli } = await startWithAnEvent();
      const { page, complaints, close } = await open(`${url}/ui`, { colorScheme: 'dark' });
      const door = page.getByLabel('View token');
      expect(await accessibilityProblems(page)).toEqual([]);
      await door.fill('wrong');
      await page.getByRole('button', { name: 'Show' }).click();
      await page.getByText('this token opens nothing').waitFor({ timeout: LIMIT_MS });
      await door.fill(viewToken);
      await page.getByRole('button', { name: 'Show' }).click();
      await page.getByText('connected', { exact: true }).waitFor({ timeout: LIMIT_MS });
      expect(await page.locator('#agents').innerText()).toContain('builder-one');
      expect(await page.locator('#events').innerText()).toContain('onerror=alert(1)');
      expect(await page.locator('#events img, #events script').count()).toBe(0);
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.setViewportSize(PHONE);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
      // Contents are read without scrolling to the side.
      const { x = 0, width = 0 } =
        (await page.locator('#events td:last-child').first().boundingBox()) ?? {};
      expect(x + width).toBeLessThanOrEqual(PHONE.width);
      expect(width).toBeGreaterThan(PHONE.width / 2);
      expect(await accessibilityProblems(page)).toEqual([]);
      // The browser itself says that the wrong token was refused.
      expect(complaints.all).toEqual([expect.stringContaining('401')]);
      expect(page.url()).toBe(`${url}/ui`);
      cli.kill('SIGTERM');
      await page.getByText(/^no answer: /).waitFor({ timeout: LIMIT_MS });
      await close();
    },
    4 * LIMIT_MS,
  );
});
