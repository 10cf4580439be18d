import { API_PATHS } from '@lighthouse/contract/api-paths';
import type { Attack, LyingRequest, Scene, Trick } from './attack.ts';
import { pick } from './draw.ts';

const NOT_HTTP = ['HTTP_400', 'HTTP_408', 'HTTP_431', 'HTTP_405', 'HTTP_404', 'CLOSED'];

/** Bytes in Latin 1. */
const NOISE = [
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  '\u0000'.repeat(100),
  'SSH-2.0-OpenSSH_9.0\r\n',
  'GET /health HTTP/9.9\r\n\r\n',
  `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
  'A'.repeat(20_000),
  '\r\n\r\n\r\n\u00ff\u00fe\r\n\r\n',
] as const;

const AMBIGUOUS = [
  'content-length: 5\r\ncontent-length: 6\r\n',
  'content-length: 5\r\ntransfer-encoding: chunked\r\n',
  'content-length: +5\r\n',
  'transfer-encoding: xchunked\r\n',
  'x-a: 1\nx-b: 2\r\n',
] as const;

/** Works on the connection itself: noise, heads with two meanings, requests without an end. */
export const TRANSPORT_ATTACKS = {
  'speaks-no-http': {
    behaviour: 'garbage',
    rows: [44],
    tried: 'sends a TLS hello, zeros, another protocol, a head that is too long',
    expected: '400, 431 or an ended connection',
    right: { refusals: NOT_HTTP, isAfterFailure: true },
    draw: ({ random }) => ({ kind: 'bytes', head: pick(random, NOISE), repeat: 1 }),
  },
  'sends-two-lengths': {
    behaviour: 'smuggle',
    rows: [37],
    tried: 'sends a head with two lengths, a length and chunks, or folded lines',
    expected: '400, or 401 and an ended connection',
    right: { refusals: [...NOT_HTTP, 'UNAUTHENTICATED'], isAfterFailure: true },
    draw: ({ random }) => {
      const head = `POST ${API_PATHS.commands} HTTP/1.1\r\nhost: x\r\n${pick(random, AMBIGUOUS)}`;
      return { kind: 'bytes', head: `${head}\r\nhello`, repeat: 1 };
    },
  },
  'never-ends-its-head': {
    behaviour: 'slowloris',
    rows: [36],
    tried: 'sends a head one line at a time, without an end',
    expected: '408 or an ended connection within 30 lines, of one each half second',
    right: { refusals: ['HTTP_408', 'HTTP_400', 'HTTP_431', 'CLOSED'] },
    draw: () => ({ kind: 'drip', everyMs: 500, limitMs: 15_000 }),
  },
  'means-nothing': {
    behaviour: 'random',
    rows: [28, 37],
    tried: 'sends requests of random method, path and body, signed as they are',
    expected: 'a refusal (4xx)',
    right: {
      refusals: [...NOT_HTTP, 'BAD_REQUEST', 'NOT_FOUND', 'METHOD_NOT_ALLOWED'],
      isAfterFailure: true,
    },
    draw: randomRequest,
  },
} as const satisfies Readonly<Record<string, Attack>>;

const PATHS = ['/v1/commands', '/v1/reviews', '/v1/events', '/v1/sessions/x', '/v2/commands', '/'];

/** A path or a body that no server can take for something valid. */
function randomRequest({ random, key }: Scene): Trick {
  const method: LyingRequest['method'] = pick(random, ['POST', 'POST', 'DELETE']);
  const base = PATHS[random.below(PATHS.length)] ?? '/';
  const path = random.below(2) === 0 ? base : `${base}/%${random.uint32().toString(36)}`;
  const body = `?${Array.from({ length: 1 + random.below(40) }, () => random.uint32().toString(36)).join(' {"')}`;
  return { kind: 'request', request: { method, path, key, body, signed: {}, leaves: 'statement' } };
}
