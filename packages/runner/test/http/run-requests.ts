import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Slice } from '@lighthouse/contract';
import { targetSchema, type HttpTarget } from '@lighthouse/contract/target';
import { TEST_CERT, TEST_CERT_KEY, type Scope } from '@lighthouse/testkit';
import { cookieServer } from '../../src/driver/http/cookie-server.ts';
import type { ThreadTask } from '../../src/run/thread-messages.ts';
import { constantCrowd, runLoad } from '../run-load.ts';

export interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Number of the connection that it came on. */
  readonly connection: number;
}

type Answer = (heard: Heard, response: ServerResponse) => void;

/** Starts a plain HTTP server that remembers what it hears. */
export async function startServer(scope: Scope, answer: Answer, withTls = false) {
  const heard: Heard[] = [];
  const connections = new Map<unknown, number>();
  const take = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    const connection = connections.get(request.socket) ?? connections.size;
    connections.set(request.socket, connection);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const body = Buffer.concat(chunks).toString();
      const one = { method, url, headers, body, connection };
      heard.push(one);
      answer(one, response);
    });
  };
  const server = withTls
    ? createTlsServer({ cert: TEST_CERT, key: TEST_CERT_KEY }, take)
    : createServer(take);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  scope.onClose(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `${withTls ? 'https' : 'http'}://127.0.0.1:${port}`, heard };
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

type Written = Pick<HttpTarget, 'requests'> & Partial<HttpTarget>;

export interface Sending {
  readonly agents?: number;
  readonly ratePerSecond?: number;
  readonly seconds?: number;
  readonly shares?: readonly number[];
  /** Waits for each answer instead of a rate. */
  readonly thinkUs?: number;
  readonly task?: Partial<ThreadTask>;
  readonly env?: Readonly<Record<string, string>>;
  readonly rows?: readonly Readonly<Record<string, string>>[];
}

/** Sends requests as a scenario has them, in one thread; gives the figures by their names. */
export async function runRequests(
  scope: Scope,
  origin: string,
  written: Record<string, unknown>,
  sending: Sending = {},
) {
  const target = targetSchema.parse({ http: origin, ...written }) as HttpTarget & Written;
  const { agents = 1, ratePerSecond = 20, seconds = 0.4, shares, thinkUs } = sending;
  const crowd = constantCrowd({ agents, ratePerSecond, seconds });
  const requests = { count: target.requests.length, ...(shares && { shares }) };
  const groups = crowd.groups.map((group) => ({
    ...group,
    workload: group.workload && {
      ...group.workload,
      requests,
      ...(thinkUs === undefined ? {} : { thinkUs, ratePerSecond: 0 }),
    },
  }));
  const { metrics } = await runLoad(
    scope,
    { ...crowd, groups },
    {
      origin,
      ...sending.task,
      http: {
        requests: target.requests,
        ...(target.session === undefined ? {} : { session: target.session }),
        headers: target.headers,
        cookies: cookieServer(target),
        seed: 1,
        runId: 'run',
        env: sending.env ?? {},
        rows: sending.rows ?? [],
      },
    },
  );
  const slices = new Map<string, Slice>(metrics.slices().map((slice) => [slice.op, slice]));
  const of = (name: string) => {
    const slice = slices.get(name);
    if (slice === undefined) throw new RangeError(`nothing was called ${name}`);
    return slice;
  };
  return { of, names: [...slices.keys()], isConserved: metrics.isConserved };
}
