import { afterEach, expect, test } from '@jest/globals';
import { createScope, TEST_CERT } from '@lighthouse/testkit';
import { runRequests, startServer, type Heard } from './run-requests.ts';

const scope = createScope(afterEach);

/** Gives who logs in a cookie, and knows who it is by nothing else. */
async function startShop({ withTls = false, attributes = '; Path=/; HttpOnly' } = {}) {
  let logins = 0;
  const open = new Set<string>();
  const server = await startServer(
    scope,
    ({ url, headers }: Heard, response) => {
      if (url === '/login') {
        const id = `s${++logins}`;
        open.add(id);
        response.setHeader('set-cookie', ['seen=1; Path=/login', `sid=${id}${attributes}`]);
        response.end();
        return;
      }
      const [, id = ''] = /(?:^|; )sid=([^;]+)/.exec(headers.cookie ?? '') ?? [];
      const isKnown = open.has(id);
      // The first session ends at its first request.
      if (id === 's1') open.delete(id);
      response.writeHead(isKnown ? 200 : 401, { 'x-who': id });
      response.end();
    },
    withTls,
  );
  return server;
}

const LOGIN = { session: [{ method: 'POST', path: '/login' }] };
const LOOK = { requests: [{ name: 'look', path: '/cart?x=1' }] };

test('each agent has its own session by the cookie that it was given, and only that', async () => {
  const { origin, heard } = await startShop();
  const { of } = await runRequests(scope, origin, { ...LOGIN, ...LOOK }, { agents: 4 });
  expect(of('look').counts.ok).toBeGreaterThan(4);
  const sent = heard.filter(({ url }) => url !== '/login').map(({ headers }) => headers.cookie);
  expect(new Set(sent).size).toBeGreaterThanOrEqual(4);
  for (const cookie of sent) expect(cookie).toMatch(/^sid=s\d+$/);
});

test('who is turned away logs in again as one who has no cookies yet', async () => {
  const { origin, heard } = await startShop();
  const { of } = await runRequests(scope, origin, { ...LOGIN, ...LOOK });
  expect(of('session').counts.ok).toBe(2);
  const logins = heard.filter(({ url }) => url === '/login').map(({ headers }) => headers.cookie);
  expect(logins).toEqual([undefined, undefined]);
  expect(of('look').counts.ok).toBeGreaterThan(0);
});

test('a cookie of yours goes alone, and with cookies: false no other is kept', async () => {
  const { origin, heard } = await startShop();
  const requests = [
    { name: 'own', path: '/own', headers: { Cookie: 'mine=1' } },
    { name: 'look', path: '/look' },
  ];
  await runRequests(scope, origin, { ...LOGIN, requests });
  await runRequests(scope, origin, { ...LOGIN, requests, cookies: false });
  const cookiesOf = (path: string) =>
    new Set(heard.filter(({ url }) => url === path).map(({ headers }) => headers.cookie));
  expect(cookiesOf('/own')).toEqual(new Set(['mine=1']));
  expect([...cookiesOf('/look')]).toContain(undefined);
  expect(heard.filter(({ url }) => url === '/look')[0]?.headers.cookie).toMatch(/^sid=/);
});

test('one that is for TLS only comes back over TLS', async () => {
  const { origin } = await startShop({ withTls: true, attributes: '; Path=/; Secure' });
  const task = { tls: { ca: TEST_CERT, isInsecure: false } };
  const { of } = await runRequests(scope, origin, { ...LOGIN, ...LOOK }, { agents: 2, task });
  expect(of('look').counts.ok).toBeGreaterThan(0);
});

test('the name that the requests give the server is whose cookies count', async () => {
  const { origin, heard } = await startShop({ attributes: '; Path=/; Domain=shop.test' });
  await runRequests(scope, origin, { ...LOGIN, ...LOOK, headers: { host: 'www.shop.test:80' } });
  expect(heard.at(-1)?.headers.cookie).toMatch(/^sid=/);
});
