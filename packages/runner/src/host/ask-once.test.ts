import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { askOnce } from './ask-once.ts';

const opened: Server[] = [];

afterEach(() => {
  for (const server of opened.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: RequestListener): Promise<URL> {
  const server = createServer(answer);
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/where?x=1`);
}

test('sends what it is given, and tells what was answered', async () => {
  const asked: unknown[] = [];
  const url = await serve((request, response) => {
    const { method, url: to, headers } = request;
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      asked.push([method, to, headers['x-a'], headers.connection, body]);
      response.writeHead(418, { server: 'teapot/1' }).end('ignored');
    });
  });
  const headers = { 'x-a': 'ä' };
  const reply = await askOnce(url, { method: 'POST', headers, body: '{"ä":1}', timeoutMs: 5000 });
  expect([reply.status, reply.headers.server]).toEqual([418, 'teapot/1']);
  expect(asked).toEqual([['POST', '/where?x=1', 'ä', 'close', '{"ä":1}']]);
});

test('an answer without end is not waited for', async () => {
  const url = await serve((_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
      response.once('drain', more);
    };
    more();
  });
  expect(await askOnce(url, { timeoutMs: 60_000 })).toMatchObject({ status: 200 });
});

test.each<[string, RequestListener, string]>([
  ['that never comes', () => {}, 'TIMEOUT'],
  ['whose end never comes', (_request, response) => void response.write('x'), 'TIMEOUT'],
  [
    'that is cut off',
    (_request, response) => response.write('x', () => response.destroy()),
    'ECONNRESET',
  ],
  ['that is none', ({ socket }) => void socket.end('what?\r\n\r\n'), 'HPE_INVALID_CONSTANT'],
])('an answer %s is none', async (_what, answer, code) => {
  const url = await serve(answer);
  await expect(askOnce(url, { timeoutMs: 200 })).rejects.toMatchObject({ code });
});

test('nobody is there', async () => {
  const url = await serve(() => {});
  opened[0]?.close();
  await expect(askOnce(url, { timeoutMs: 5000 })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
