import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import fc from 'fast-check';
import { HEAD_BYTES_MAX } from '../../src/driver/wire/answer-head.ts';
import {
  askByUndici,
  askByWire,
  openUndici,
  openWires,
  ScriptedServer,
  type Script,
} from './scripted-server.ts';

const scope = createScope(afterAll);
let server: ScriptedServer;

beforeAll(async () => {
  server = await ScriptedServer.start(scope);
});

/** Asks twice, one after the other; also gives how many connections that took. */
async function twice<T>(ask: () => Promise<T>) {
  const before = server.connections;
  const answers = [await ask(), await ask()];
  return { answers, connections: server.connections - before };
}

async function byBoth(script: Script, method = 'GET') {
  server.script = script;
  const wire = openWires(scope, server.origin).open(0);
  const client = openUndici(scope, server.origin);
  const ours = await twice(() => askByWire(wire, method));
  const reference = await twice(() => askByUndici(client, method));
  wire.destroy();
  await client.destroy();
  return { ours, reference };
}

const headerText = fc
  .string({
    unit: fc.constantFrom('a', 'Z', '0', ' ', ',', ';', ':', '=', '"', 'é'),
    maxLength: 12,
  })
  .map((text) => text.trim());
const answers = fc.record({
  status: fc.constantFrom(200, 201, 204, 302, 304, 404, 429, 500, 599),
  interim: fc.constantFrom(
    '',
    'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n',
    'HTTP/1.1 102 P\r\n\r\n',
  ),
  headers: fc.array(fc.tuple(fc.constantFrom('x-a', 'X-B', 'set-cookie', 'date'), headerText), {
    maxLength: 4,
  }),
  framing: fc.constantFrom('length', 'chunked', 'close'),
  extra: fc.constantFrom('', ';ext=1'),
  trailer: fc.constantFrom('', 'x-t: 1\r\n'),
  bodies: fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), { maxLength: 4 }),
  connection: fc.constantFrom('', 'connection: close\r\n', 'Connection: Keep-Alive\r\n'),
  cuts: fc.array(fc.nat(400), { maxLength: 6 }),
});
type Answer = typeof answers extends fc.Arbitrary<infer T> ? T : never;

/** Writes an answer that keeps to RFC 9112, in pieces. */
function scriptOf(answer: Answer): Script {
  const { status, framing, bodies, extra, trailer } = answer;
  const isEmpty = status === 204 || status === 304;
  const body = Buffer.from(bodies.join(''));
  const frame =
    framing === 'length'
      ? `content-length: ${body.length}\r\n`
      : framing === 'chunked'
        ? 'Transfer-Encoding: chunked\r\n'
        : '';
  const lines = answer.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const own = isEmpty ? '' : frame;
  const head = `${answer.interim}HTTP/1.1 ${status} Said So\r\n${answer.connection}${lines}${own}\r\n`;
  const chunks = bodies.map((each) => {
    const bytes = Buffer.from(each);
    return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}${extra}\r\n`), bytes, CRLF]);
  });
  const chunked = Buffer.concat([...chunks, Buffer.from(`0\r\n${trailer}\r\n`)]);
  const sent = isEmpty ? Buffer.alloc(0) : framing === 'chunked' ? chunked : body;
  const bytes = Buffer.concat([Buffer.from(head, 'latin1'), sent]);
  const cuts = [...new Set([0, ...answer.cuts.filter((at) => at < bytes.length), bytes.length])];
  cuts.sort((a, b) => a - b);
  const pieces = cuts.slice(1).map((to, place) => bytes.subarray(cuts[place], to));
  const ends = answer.connection.includes('close') || (framing === 'close' && !isEmpty);
  return { pieces, ...(ends ? { last: 'end' } : {}) };
}
const CRLF = Buffer.from('\r\n');

test('whatever a server answers, and in whatever pieces, a wire sees what undici sees', async () => {
  await fc.assert(
    fc.asyncProperty(answers, async (answer) => {
      const { ours, reference } = await byBoth(scriptOf(answer));
      expect(ours).toEqual(reference);
    }),
    { numRuns: 150 },
  );
});

test('an answer to HEAD has no body, whatever it says, and its connection is kept', async () => {
  const pieces = ['HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n'];
  const { ours, reference } = await byBoth({ pieces }, 'HEAD');
  expect(ours.answers).toEqual(reference.answers);
  // undici gives it up.
  expect([ours.connections, reference.connections]).toEqual([1, 2]);
});

test('an answer of HTTP/1.0 ends its connection unless it says otherwise', async () => {
  const old = await byBoth({
    pieces: ['HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nhi'],
    last: 'end',
  });
  expect(old.ours).toEqual(old.reference);
  const kept = await byBoth({
    pieces: ['HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nhi'],
  });
  expect(kept.ours).toEqual(kept.reference);
});

const OK = 'HTTP/1.1 200 OK\r\n';

describe('what is no answer is never taken for one', () => {
  test.each<[string, Script, string]>([
    ['garbage', { pieces: ['SSH-2.0-x\r\n'] }, 'MALFORMED_ANSWER'],
    ['a status of two digits', { pieces: ['HTTP/1.1 20 OK\r\n\r\n'] }, 'MALFORMED_ANSWER'],
    ['a header without a colon', { pieces: [`${OK}nonsense\r\n\r\n`] }, 'MALFORMED_ANSWER'],
    ['a space before the colon', { pieces: [`${OK}a : b\r\n\r\n`] }, 'MALFORMED_ANSWER'],
    ['a NUL in a header', { pieces: [`${OK}a: b\0c\r\n\r\n`] }, 'MALFORMED_ANSWER'],
    [
      'two lengths',
      { pieces: [`${OK}content-length: 1\r\nContent-Length: 2\r\n\r\nab`] },
      'MALFORMED_ANSWER',
    ],
    [
      'a length and chunks',
      { pieces: [`${OK}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`] },
      'MALFORMED_ANSWER',
    ],
    ['a length below zero', { pieces: [`${OK}content-length: -1\r\n\r\n`] }, 'MALFORMED_ANSWER'],
    [
      'a size of a chunk that is no number',
      { pieces: [`${OK}transfer-encoding: chunked\r\n\r\nxyz\r\n`] },
      'MALFORMED_ANSWER',
    ],
    [
      'a chunk that is longer than it says',
      { pieces: [`${OK}transfer-encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n`] },
      'MALFORMED_ANSWER',
    ],
    [
      'a chunk without bounds',
      { pieces: [`${OK}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n`] },
      'MALFORMED_ANSWER',
    ],
    [
      'a head that goes on and on',
      { pieces: [OK, `a: ${'x'.repeat(HEAD_BYTES_MAX)}`] },
      'MALFORMED_ANSWER',
    ],
    ['an end within the head', { pieces: [OK], last: 'end' }, 'CONNECTION_CLOSED'],
    [
      'an end within the body',
      { pieces: [`${OK}content-length: 9\r\n\r\nhalf`], last: 'end' },
      'CONNECTION_CLOSED',
    ],
    [
      'an end within the chunks',
      { pieces: [`${OK}transfer-encoding: chunked\r\n\r\n5\r\nhal`], last: 'end' },
      'CONNECTION_CLOSED',
    ],
    ['an end in place of an answer', { pieces: [], last: 'end' }, 'CONNECTION_CLOSED'],
    ['a reset in place of an answer', { pieces: [], last: 'reset' }, 'ECONNRESET'],
  ])('%s', async (_what, script, failure) => {
    const { ours, reference } = await byBoth(script);
    expect(ours.answers.map((answer) => answer.failure)).toEqual([failure, failure]);
    for (const answer of reference.answers) expect(answer.failure).not.toBe('');
    // What broke once is opened anew.
    expect(ours.connections).toBe(2);
  });

  // Here the reference sees something else, or takes for whole what was cut off.
  test.each<[string, Script, readonly string[]]>([
    ['another version', { pieces: ['HTTP/2.0 200 OK\r\n\r\n'], last: 'end' }, ['MALFORMED_ANSWER']],
    [
      'another protocol',
      { pieces: ['HTTP/1.1 101 X\r\nupgrade: x\r\n\r\n'], last: 'end' },
      ['MALFORMED_ANSWER'],
    ],
    [
      'chunks that end with a connection that was to end',
      {
        pieces: [`${OK}connection: close\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhal`],
        last: 'end',
      },
      ['CONNECTION_CLOSED'],
    ],
    // A kernel may make an orderly end of a reset that comes right behind data.
    [
      'a reset within the body',
      { pieces: [`${OK}content-length: 9\r\n\r\nhalf`], last: 'reset' },
      ['CONNECTION_CLOSED', 'ECONNRESET'],
    ],
  ])('%s', async (_what, script, failures) => {
    const { ours } = await byBoth(script);
    for (const { failure } of ours.answers) expect(failures).toContain(failure);
  });

  test('a server that asks to go on is not waited for', async () => {
    const pieces = ['HTTP/1.1 100 Continue\r\n\r\n', `${OK}content-length: 2\r\n\r\nhi`];
    const { ours } = await byBoth({ pieces });
    expect(ours).toMatchObject({ answers: [{ text: 'hi' }, { text: 'hi' }], connections: 1 });
  });
});

test('what comes unasked ends the connection, and belongs to no later request', async () => {
  const one = `${OK}content-length: 2\r\n\r\nhi`;
  const { ours } = await byBoth({ pieces: [`${one}HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n`] });
  expect(ours.answers.map(({ status, text }) => ({ status, text }))).toEqual([
    { status: 200, text: 'hi' },
    { status: 200, text: 'hi' },
  ]);
  expect(ours.connections).toBe(2);
});

test('a connection that was not used for as long as the server keeps it is not used again', async () => {
  server.script = { pieces: [`${OK}keep-alive: timeout=2\r\ncontent-length: 0\r\n\r\n`] };
  const wires = openWires(scope, server.origin);
  const wire = wires.open(0);
  const { connections } = await twice(async () => {
    const answer = await askByWire(wire);
    wires.look();
    return answer;
  });
  expect(connections).toBe(2);
});

test('a request goes over the wire as it was written', async () => {
  server.script = { pieces: [`${OK}content-length: 0\r\n\r\n`] };
  server.heard = '';
  const wire = openWires(scope, server.origin).open(0);
  expect(await askByWire(wire, 'POST')).toMatchObject({ status: 200, failure: '' });
  const host = new URL(server.origin).host;
  expect(server.heard).toBe(
    `POST / HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n`,
  );
});

test('a server that is not there is refused, and nothing was sent', async () => {
  // A port that was somebody's a moment ago.
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  const wire = openWires(scope, `http://127.0.0.1:${port}`).open(0);
  expect(await askByWire(wire)).toMatchObject({ status: 0, failure: 'ECONNREFUSED' });
});
