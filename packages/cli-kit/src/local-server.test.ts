import { get } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { listenAddressOf, startLocalServer } from './local-server.ts';
import type { LocalServer } from './local-server.ts';

const open: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function start(port = 0): Promise<LocalServer> {
  const server = await startLocalServer({
    address: { host: '127.0.0.1', port },
    flag: '--listen',
    headers: { 'content-security-policy': "default-src 'none'" },
    answer: (path, { send }) => {
      if (path === '/broken') throw new Error('our bug');
      send(200, 'text/plain', `this is ${path}\n`);
    },
  });
  open.push(server);
  return server;
}

test.each([
  ['9477', '127.0.0.1', 9477],
  ['127.0.0.1:0', '127.0.0.1', 0],
  ['localhost:80', 'localhost', 80],
  ['[::1]:65535', '::1', 65_535],
])('%s is an address to listen on', (text, host, port) => {
  expect(listenAddressOf(text, '--listen')).toEqual({ host, port });
});

test.each(['', 'x', '65536', '0.0.0.0:80', '[::]:80', 'example.org:80', '127.0.0.1', '[::1]80'])(
  '%j is refused, or can be reached by others',
  (text) => {
    expect(() => listenAddressOf(text, '--listen')).toThrow(/^--listen /);
  },
);

test('an address that others can reach is taken where that is allowed, a name is not', () => {
  const allowed = (text: string) => listenAddressOf(text, '--listen', { mayBeReached: true });
  expect(allowed('0.0.0.0:80')).toEqual({ host: '0.0.0.0', port: 80 });
  expect(() => allowed('example.org:80')).toThrow(/others can reach/);
});

test('what is asked for is answered, read only, under its own name alone', async () => {
  const { url } = await start();
  const answer = await fetch(`${url}page?x=1`);
  expect([answer.status, await answer.text()]).toEqual([200, 'this is /page\n']);
  expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'");
  expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  const status = await new Promise((resolve) => {
    get(url, { headers: { host: 'evil.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
  });
  expect(status).toBe(421);
  await expect(fetch(`${url}broken`)).rejects.toThrow();
});

test('a port that is taken is named', async () => {
  const { url } = await start();
  const port = Number(new URL(url).port);
  await expect(start(port)).rejects.toMatchObject({
    code: 'LH_PORT_BUSY',
    hint: 'name another port with --listen',
    facts: { port, errno: 'EADDRINUSE' },
  });
});
