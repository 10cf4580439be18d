import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { startBridge, VIEW_TOKEN } from './start-bridge.ts';
import { joinAgent, SAFE, send } from './test-agent.ts';
import type { Target } from './test-agent.ts';

const scope = createScope(afterEach);

const get = (target: Target, path: string, headers: Readonly<Record<string, string>> = {}) =>
  send(target, { method: 'GET', path, headers, body: '' });

test('what the page shows is behind the token, and it takes nothing but reading', async () => {
  const bridge = await startBridge(scope, { watcher: 'intact' });
  const alice = await joinAgent(bridge, 'alice', 'builder');
  await alice.command('k1', { ...SAFE, content: 'of alice' });
  for (const authorization of ['', 'Bearer wrong', `Basic ${VIEW_TOKEN}`, `Bearer ${VIEW_TOKEN}x`])
    expect((await get(bridge, '/ui/view', { authorization })).status).toBe(401);
  const view = await get(bridge, '/ui/view', { authorization: `Bearer ${VIEW_TOKEN}` });
  expect(view.body).toMatchObject({ watcher: 'intact', agentCount: 1, failed: 0 });
  for (const secret of [VIEW_TOKEN, alice.identity.secret]) expect(view.text).not.toContain(secret);
  for (const path of ['/ui', '/ui/page.js', '/ui/page.css']) {
    const { status, text, headers } = await get(bridge, path);
    expect([path, status]).toEqual([path, 200]);
    expect(text).not.toMatch(/alice|a-token/);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  }
  const post = { method: 'POST', path: '/ui/view', headers: {}, body: '' } as const;
  expect((await send(bridge, post)).status).toBe(404);
});

test('without a token there is no page', async () => {
  const bridge = await startBridge(scope);
  for (const path of ['/', '/ui', '/ui/view', '/ui/page.js'])
    expect((await get(bridge, path)).status).toBe(404);
});
