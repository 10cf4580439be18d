import { API_PATHS } from '@lighthouse/contract/api';
import { headOf } from '../raw-socket.ts';
import type { Random } from '../random.ts';
import type { Intent, Lies, RawRequest, TestAgent } from '../test-agent.ts';
import { enrolRequestOf } from '../test-agent.ts';
import { oddBytes, oddLiteral, oddName } from './odd-values.ts';

/** What goes over the wire. */
export interface FuzzedRequest {
  readonly bytes: Buffer;
  /** True when its framing may not be what it seems: then nothing can follow on its connection. */
  readonly isLast: boolean;
}

const PATHS = Object.values(API_PATHS);
const METHODS = ['GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'HEAD', 'OPTIONS'] as const;
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  action: ['"file.read"', '"deploy.moon"', '"host.wipe"'],
  target: ['"a.txt"', '""'],
  steps: ['[]', '["one","two"]'],
  content: ['""', '"some content"'],
  verdict: ['"approve"', '"reject"'],
  reason: ['""', '"because"'],
  type: ['"note"', '"$agent_registered"'],
  agent: ['"mallory"'],
  role: ['"builder"', '"coordinator"'],
};
const BODIES = [
  ['action', 'target', 'steps', 'content'],
  ['action'],
  ['verdict', 'reason'],
  ['type', 'content'],
  ['agent', 'role'],
] as const;

/** Makes a request of an agent, right in most of it and wrong in some. */
export function fuzzedRequest(agent: TestAgent, random: Random): FuzzedRequest {
  const raw = random.chance(4)
    ? enrolRequestOf({ agent: random.chance(50) ? 'twin' : oddName(random), role: 'builder' })
    : agent.sign(intentOf(random), liesOf(random));
  return random.chance(30) ? distorted(raw, random) : plain(raw, {});
}

function intentOf(random: Random): Intent {
  const path = pathOf(random);
  const method = (
    random.chance(80) ? random.pick(['GET', 'POST', 'POST', 'POST']) : random.pick(METHODS)
  ) as RawRequest['method'];
  if (method === 'GET') return { method, path, ...seenOf(random) };
  const key = random.chance(80) ? `k${random.below(500)}` : random.pick(['', ' ', 'ä', 'k;k']);
  return { method, path, key, body: bodyOf(random), ...seenOf(random) };
}

function pathOf(random: Random): string {
  const known = random.chance(60)
    ? random.pick([API_PATHS.commands, API_PATHS.events, API_PATHS.reviews])
    : random.pick(PATHS);
  const deeper = random.chance(25) ? `/${encodeURIComponent(oddName(random))}` : '';
  const id = random.chance(10) ? '/c-0123456789abcdefghijkl' : deeper;
  const value = encodeURIComponent(random.chance(50) ? oddLiteral(random).slice(0, 300) : '1');
  const query = random.chance(20)
    ? `?${random.pick(['after', 'limit', 'stream', 'type', encodeURIComponent(oddName(random))])}=${value}`
    : '';
  return `${known}${id}${query}${random.chance(2) ? random.pick(['%zz', '%ff', '//', ';']) : ''}`;
}

function bodyOf(random: Random): string {
  const members = [...random.pick(BODIES)].map((name) => {
    const odd = random.chance(8);
    const literal = odd ? oddLiteral(random) : random.pick(MEMBERS[name] ?? ['""']);
    return `${JSON.stringify(random.chance(2) ? oddName(random) : name)}:${literal}`;
  });
  if (random.chance(6)) members.push(`${JSON.stringify(oddName(random))}:${oddLiteral(random)}`);
  const text = random.chance(3) ? oddLiteral(random) : `{${members.join(',')}}`;
  return random.chance(5) ? oddBytes(Buffer.from(text), random).toString() : text;
}

function seenOf(random: Random): Pick<Intent, 'seen'> {
  if (!random.chance(6)) return {};
  return { seen: `${random.below(100)}:${'A'.repeat(16 + random.below(8))}` };
}

function liesOf(random: Random): Lies {
  if (!random.chance(10)) return {};
  return random.pick<Lies>([
    { agent: oddName(random) },
    { credential: 2 },
    { session: '-' },
    { session: 's-of-nobody' },
    { nonce: 1 },
    { nonce: Number.MAX_SAFE_INTEGER },
    { timeMs: 1 },
    { logId: '00'.repeat(16) },
    { secret: Buffer.alloc(32) },
  ]);
}

const ODD_HEADERS: Readonly<Record<string, string>>[] = [
  { 'transfer-encoding': 'chunked' },
  { 'content-encoding': 'gzip' },
  { 'content-type': 'text/plain' },
  { 'content-length': '0' },
  { 'content-length': '99999999' },
  { 'content-length': '-1' },
  { 'last-event-id': '1e9' },
  { 'lighthouse-seen': '1:x' },
  { expect: '100-continue' },
  { upgrade: 'websocket', connection: 'upgrade' },
  { authorization: 'LH1 a;1;s;1;1;' },
  { authorization: 'Bearer x' },
  { host: '' },
  { 'x-long': 'x'.repeat(9000) },
];

/** Breaks the request after it was signed: its head, or any of its bytes. */
function distorted(raw: RawRequest, random: Random): FuzzedRequest {
  if (random.chance(60)) return { ...plain(raw, random.pick(ODD_HEADERS)), isLast: true };
  return { bytes: oddBytes(plain(raw, {}).bytes, random), isLast: true };
}

function plain(raw: RawRequest, headers: Readonly<Record<string, string>>): FuzzedRequest {
  const body = Buffer.from(raw.body);
  const length: Readonly<Record<string, string>> =
    body.length > 0 ? { 'content-length': String(body.length) } : {};
  const head = Buffer.from(headOf(raw, { ...length, ...headers }), 'latin1');
  return { bytes: Buffer.concat([head, body]), isLast: raw.method === ('HEAD' as string) };
}
