import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { runRequests, sendJson, startServer } from './run-requests.ts';

const scope = createScope(afterEach);

test('what is compared with may be who asks, and what an answer gave', async () => {
  const { origin } = await startServer(scope, ({ url }, response) => {
    const [, agent, id = 'made'] = /^\/(\d+)(?:\/(.*))?$/.exec(url) ?? [];
    // One agent is shown as another.
    sendJson(response, 200, { agent: agent === '2' ? 1 : Number(agent), id: `${agent}-${id}` });
  });
  const { of } = await runRequests(
    scope,
    origin,
    {
      session: [{ path: '/{{agent.index}}', extract: { id: { json: '/id' } } }],
      requests: [
        {
          name: 'who',
          path: '/{{agent.index}}',
          check: { self: { json: '/agent', is: '{{agent.index}}' } },
        },
        {
          name: 'same',
          path: '/{{agent.index}}/made',
          check: { same: { json: '/id', is: '{{id}}' }, text: { text: '"id":"{{id}}"' } },
        },
      ],
    },
    { agents: 4 },
  );
  const { counts, errors } = of('who');
  expect(errors).toEqual({ 'CHECK:self': counts.info });
  expect(counts.info).toBeGreaterThan(0);
  expect(counts.ok).toBeGreaterThan(counts.info);
  expect(of('same').errors).toEqual({});
});

test('a status that was not expected is told before a check, and a session is checked too', async () => {
  const { origin } = await startServer(scope, ({ url }, response) =>
    sendJson(response, url === '/login' ? 200 : 500, { ok: false }),
  );
  const check = { fine: { json: '/ok', is: true } };
  const { of } = await runRequests(scope, origin, {
    requests: [{ name: 'one', path: '/', check }],
  });
  expect(Object.keys(of('one').errors)).toEqual(['HTTP_500']);
  const turned = await runRequests(scope, origin, {
    session: [{ path: '/login', check }],
    requests: [{ name: 'one', path: '/' }],
  });
  expect(Object.keys(turned.of('session').errors)).toEqual(['CHECK:fine']);
});

test('a check without a value to compare with is not sent, by the name of the value', async () => {
  const { origin } = await startServer(scope, (_, response) => response.end());
  const { of } = await runRequests(
    scope,
    origin,
    {
      requests: [
        { name: 'make', path: '/', extract: { id: { header: 'x-id' } } },
        { name: 'use', path: '/', check: { same: { text: '{{id}}' } } },
      ],
    },
    { shares: [0, 1] },
  );
  expect(of('use').errors).toEqual({ 'NO_VALUE:id': of('use').counts.dropped });
});
