import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createScope, TEST_CERT, waitFor } from '@lighthouse/testkit';
import { runRequests, sendJson, startServer } from './run-requests.ts';

const scope = createScope(afterEach);

test('an agent logs in, takes what it is given, and uses it in the requests to come', async () => {
  const { origin, heard } = await startServer(scope, ({ url, headers, body }, response) => {
    if (url === '/login') {
      response.setHeader('x-region', 'north');
      const { user } = JSON.parse(body) as { user: string };
      return sendJson(response, 200, { tokens: [{ value: `for ${user}` }] });
    }
    const isKnown = /^Bearer for user-\d$/.test(headers.authorization ?? '');
    if (url === '/carts') return sendJson(response, isKnown ? 201 : 401, { id: 7, open: true });
    sendJson(response, isKnown && url === '/carts/7?in=north' ? 200 : 404, {});
  });
  const { of, isConserved } = await runRequests(
    scope,
    origin,
    {
      session: [
        {
          method: 'POST',
          path: '/login',
          json: { user: 'user-{{agent.index}}' },
          extract: { token: { json: '/tokens/0/value' }, region: { header: 'X-Region' } },
        },
      ],
      headers: { authorization: 'Bearer {{token}}' },
      requests: [
        {
          name: 'open',
          method: 'POST',
          path: '/carts',
          json: { first: '{{seq}}', text: 'n {{seq}}', fixed: [1, null] },
          expect: 201,
          extract: { cart: { json: '/id' }, open: { json: '/open' } },
        },
        { name: 'look', path: '/carts/{{cart}}?in={{region}}' },
      ],
    },
    { agents: 3 },
  );
  expect(isConserved).toBe(true);
  expect(of('session').counts).toMatchObject({ intended: 3, ok: 3 });
  for (const name of ['open', 'look']) {
    const { ok, intended } = of(name).counts;
    expect(intended).toBeGreaterThan(3);
    expect(ok).toBe(intended);
  }
  const login = heard.find(({ url }) => url === '/login');
  expect(login?.headers.authorization).toBeUndefined();
  const open = heard.find(({ url }) => url === '/carts');
  expect(JSON.parse(open?.body ?? '')).toEqual({ first: 1, text: 'n 1', fixed: [1, null] });
  expect(open?.headers['content-type']).toBe('application/json');
});

test('the same seed sends the same, byte for byte, and each agent something of its own', async () => {
  const request = {
    name: 'one',
    method: 'POST',
    path: '/{{random.uuid}}/{{random.pick(a,b)}}',
    form: { n: '{{random.int(1,1000)}}', text: '{{random.text(8)}}', key: '{{key}}' },
  };
  const once = async () => {
    const { origin, heard } = await startServer(scope, (_, response) => response.end());
    await runRequests(scope, origin, { requests: [request] }, { agents: 2 });
    return heard.map(({ url, body }) => `${url} ${body}`).toSorted();
  };
  const [first, second] = [await once(), await once()];
  expect(first).toEqual(second);
  expect(new Set(first).size).toBe(first.length);
});

describe('what an answer means', () => {
  test.each([
    { status: 204, expect: undefined, outcome: 'ok', error: undefined },
    { status: 302, expect: undefined, outcome: 'fail', error: 'HTTP_302' },
    { status: 302, expect: '3xx', outcome: 'ok', error: undefined },
    { status: 404, expect: [200, 404], outcome: 'ok', error: undefined },
    { status: 409, expect: undefined, outcome: 'fail', error: 'HTTP_409' },
    { status: 200, expect: 201, outcome: 'info', error: 'HTTP_200' },
    { status: 503, expect: undefined, outcome: 'info', error: 'HTTP_503' },
  ])(
    '$status where $expect is expected is $outcome',
    async ({ status, outcome, error, ...rest }) => {
      const { origin, heard } = await startServer(scope, (_, response) => {
        response.writeHead(status, { location: '/elsewhere' });
        response.end();
      });
      const request = { name: 'one', path: '/', ...(rest.expect && { expect: rest.expect }) };
      const { of } = await runRequests(scope, origin, { requests: [request] });
      const { counts, errors } = of('one');
      expect(counts[outcome as 'ok']).toBe(counts.intended);
      expect(Object.keys(errors)).toEqual(error === undefined ? [] : [error]);
      expect(heard.every(({ url }) => url === '/')).toBe(true);
    },
  );

  test('an answer without the value that was to be taken from it says so by name', async () => {
    const { origin } = await startServer(scope, (_, response) =>
      sendJson(response, 200, { a: null }),
    );
    const requests = [{ name: 'one', path: '/', extract: { a: { json: '/a' } } }];
    const { of } = await runRequests(scope, origin, { requests });
    expect(of('one').errors).toEqual({ 'NO_VALUE:a': of('one').counts.info });
  });

  test('garbage in place of HTTP is a malformed answer', async () => {
    const { origin } = await startServer(scope, (_, response) => {
      response.socket?.end('this is no HTTP\r\n\r\n');
    });
    const { of, isConserved } = await runRequests(scope, origin, {
      requests: [{ name: 'one', path: '/' }],
    });
    expect(of('one').errors).toEqual({ MALFORMED_ANSWER: of('one').counts.info });
    expect(isConserved).toBe(true);
  });

  test('one that does not come in time is given up, and its time counts', async () => {
    const { origin } = await startServer(scope, () => {});
    const { of } = await runRequests(
      scope,
      origin,
      { requests: [{ name: 'one', path: '/' }] },
      { task: { timeoutUs: 100_000 }, seconds: 0.2 },
    );
    expect(of('one').errors).toEqual({ TIMEOUT: of('one').counts.intended });
    expect(of('one').latency.min).toBeGreaterThanOrEqual(95);
  });
});

describe('a time-out of its own', () => {
  const answerBy: Readonly<Record<string, (response: ServerResponse) => void>> = {
    '/never': () => {},
    '/half-a-head': (response) => response.socket?.write('HTTP/1.1 200 OK\r\ncontent-le'),
    '/half-a-body': (response) => response.write('half'),
    '/slow': (response) => setTimeout(() => response.end(), 150),
  };

  async function serveSlowly() {
    const closedEarly: string[] = [];
    const server = await startServer(scope, ({ url }, response) => {
      response.on('close', () => response.writableFinished || closedEarly.push(url));
      answerBy[url]?.(response);
    });
    return { ...server, closedEarly };
  }

  test.each(['/never', '/half-a-head', '/half-a-body'])(
    '%s: the request ends as a time-out, its connection is closed, the next has another',
    async (path) => {
      const { origin, heard, closedEarly } = await serveSlowly();
      const requests = [{ name: 'one', path, timeout: '60ms' }];
      const { of, isConserved } = await runRequests(scope, origin, { requests }, { thinkUs: 1000 });
      const { counts, errors, latency } = of('one');
      const { TIMEOUT = 0, NOT_ANSWERED_AT_END = 0 } = errors;
      expect(TIMEOUT).toBeGreaterThanOrEqual(2);
      expect(TIMEOUT + NOT_ANSWERED_AT_END).toBe(counts.info);
      expect(counts.info).toBe(counts.intended);
      expect(latency.min).toBeGreaterThanOrEqual(57);
      expect(new Set(heard.map(({ connection }) => connection)).size).toBe(heard.length);
      // All of them, those at the end too; the server hears of the last ones a little later.
      await waitFor(() => closedEarly.length === heard.length);
      expect(isConserved).toBe(true);
    },
  );

  test('may be longer than that of the load, and is that of requests of a session too', async () => {
    const { origin } = await serveSlowly();
    const slow = { path: '/slow' };
    const ofLoad = { task: { timeoutUs: 50_000 }, seconds: 0.2 };
    const [patient, hasty] = await Promise.all([
      runRequests(
        scope,
        origin,
        {
          session: [{ ...slow, timeout: '5s' }],
          requests: [
            { name: 'waits', ...slow, timeout: '5s' },
            { name: 'usual', ...slow },
          ],
        },
        ofLoad,
      ),
      runRequests(
        scope,
        origin,
        { session: [{ ...slow, timeout: '20ms' }], requests: [{ name: 'one', path: '/' }] },
        { seconds: 0.2 },
      ),
    ]);
    expect(patient.of('session').errors).toEqual({});
    expect(patient.of('waits').errors).toEqual({});
    expect(patient.of('waits').counts.ok).toBeGreaterThan(0);
    expect(patient.of('usual').errors).toEqual({ TIMEOUT: patient.of('usual').counts.intended });
    expect(Object.keys(hasty.of('session').errors)).toEqual(['TIMEOUT']);
  });
});

describe('a big answer', () => {
  const big = Buffer.alloc(6 << 20, 'x');

  test('is read to its end when nobody looks into it', async () => {
    const { origin } = await startServer(scope, (_, response) => response.end(big));
    const requests = [{ name: 'one', path: '/' }];
    const { of } = await runRequests(scope, origin, { requests }, { ratePerSecond: 5 });
    expect(of('one').counts.ok).toBe(of('one').counts.intended);
  });

  test('is too large to take a value from', async () => {
    const { origin } = await startServer(scope, (_, response) => response.end(big));
    const requests = [{ name: 'one', path: '/', extract: { a: { regex: 'x' } } }];
    const { of } = await runRequests(scope, origin, { requests }, { ratePerSecond: 5 });
    expect(Object.keys(of('one').errors)).toEqual(['ANSWER_TOO_LARGE']);
  });
});

test('an agent that is turned away logs in again and goes on', async () => {
  let logins = 0;
  const { origin } = await startServer(scope, ({ url, headers }, response) => {
    if (url === '/login') return sendJson(response, 200, { token: `t${++logins}` });
    // The first session ends at once.
    sendJson(response, headers.authorization === 't1' ? 401 : 200, {});
  });
  const { of } = await runRequests(scope, origin, {
    session: [{ path: '/login', extract: { token: { json: '/token' } } }],
    headers: { authorization: '{{token}}' },
    requests: [{ name: 'one', path: '/' }],
  });
  expect(of('session').counts.ok).toBeGreaterThan(1);
  expect(of('one').errors['HTTP_401']).toBeGreaterThan(0);
  expect(of('one').counts.ok).toBeGreaterThan(0);
});

test('what is wanted before the session is open waits for it, and nothing is lost', async () => {
  const { origin } = await startServer(scope, ({ url }, response) => {
    if (url === '/login') setTimeout(() => sendJson(response, 200, { t: 'x' }), 150);
    else sendJson(response, 200, { id: 'made' });
  });
  const { of } = await runRequests(scope, origin, {
    session: [{ path: '/login', extract: { t: { json: '/t' } } }],
    requests: [
      { name: 'make', path: '/make', extract: { id: { json: '/id' } } },
      { name: 'use', path: '/use/{{id}}' },
    ],
  });
  for (const name of ['make', 'use']) expect(of(name).counts.dropped).toBe(0);
  expect(of('make').latency.max).toBeGreaterThan(50);
});

test('a request whose value nobody ever gives is dropped by its name', async () => {
  const { origin } = await startServer(scope, (_, response) => response.end());
  const { of, names } = await runRequests(
    scope,
    origin,
    {
      requests: [
        { name: 'make', path: '/', extract: { id: { header: 'x-id' } } },
        { name: 'use', path: '/{{id}}' },
      ],
    },
    { shares: [0, 1] },
  );
  expect(names).toEqual(['use']);
  expect(of('use').errors).toEqual({ 'NO_VALUE:id': of('use').counts.dropped });
});

test('values that are not fit for where they stand are not sent', async () => {
  const { origin, heard } = await startServer(scope, ({ url }, response) =>
    sendJson(response, 200, url === '/make' ? { evil: 'a\r\nx: y', path: '/../?#é' } : {}),
  );
  const { of } = await runRequests(
    scope,
    origin,
    {
      session: [{ path: '/make', extract: { evil: { json: '/evil' }, path: { json: '/path' } } }],
      requests: [
        { name: 'header', path: '/', headers: { x: '{{evil}}' } },
        { name: 'path', path: '/in/{{path}}' },
        { name: 'raw', path: '{{path|raw}}' },
      ],
    },
    { ratePerSecond: 40 },
  );
  expect(of('header').errors).toEqual({ UNUSABLE_HEADER: of('header').counts.dropped });
  expect(of('raw').errors).toEqual({ UNUSABLE_PATH: of('raw').counts.dropped });
  expect(of('path').counts.ok).toBe(of('path').counts.intended);
  expect(heard.at(-1)?.url).toBe('/in/%2F..%2F%3F%23%C3%A9');
});

describe('connections', () => {
  const request = { requests: [{ name: 'one', path: '/' }] };
  const connectionsOf = async (task: object) => {
    const { origin, heard } = await startServer(scope, (_, response) =>
      setTimeout(() => response.end(), 20),
    );
    const sending = { agents: 6, ratePerSecond: 10, task };
    const { of } = await runRequests(scope, origin, request, sending);
    expect(of('one').counts.ok).toBe(of('one').counts.intended);
    return { used: new Set(heard.map(({ connection }) => connection)).size, sent: heard.length };
  };

  test('each agent has its own, and keeps it', async () => {
    const { used, sent } = await connectionsOf({});
    expect(used).toBeGreaterThanOrEqual(6);
    expect(used).toBeLessThan(sent);
  });

  test('shared ones are no more than there may be; requests wait for their turn', async () => {
    expect((await connectionsOf({ connections: { shared: 2 } })).used).toBeLessThanOrEqual(2);
  });

  test('without keep-alive there is one for every request', async () => {
    const { used, sent } = await connectionsOf({ keepAlive: false });
    expect(used).toBe(sent);
  });
});

describe('TLS', () => {
  const request = { requests: [{ name: 'one', path: '/' }] };
  const errorsWith = async (tls: { ca?: string; isInsecure: boolean }) => {
    const { origin } = await startServer(scope, (_, response) => response.end(), true);
    const { of } = await runRequests(scope, origin, request, { task: { tls } });
    return of('one').errors;
  };

  test('a server that our own CA vouches for is talked to', async () => {
    expect(await errorsWith({ ca: TEST_CERT, isInsecure: false })).toEqual({});
  });

  test('one that nobody vouches for is not', async () => {
    expect(Object.keys(await errorsWith({ isInsecure: false }))).toEqual(['BAD_CERTIFICATE']);
  });

  test('unless any certificate is taken', async () => {
    expect(await errorsWith({ isInsecure: true })).toEqual({});
  });
});

test('agents take the rows of the data in turn, and secrets come from the environment', async () => {
  const { origin, heard } = await startServer(scope, (_, response) => response.end());
  await runRequests(
    scope,
    origin,
    { requests: [{ name: 'one', path: '/{{data.user}}', headers: { k: '{{env.SECRET}}' } }] },
    { agents: 3, rows: [{ user: 'ann' }, { user: 'bob' }], env: { SECRET: 's' } },
  );
  expect(new Set(heard.map(({ url }) => url))).toEqual(new Set(['/ann', '/bob']));
  expect(heard.every(({ headers }) => headers['k'] === 's')).toBe(true);
});
