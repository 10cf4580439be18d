import type { Socket } from 'node:net';
import type { Attack, Trick } from '@lighthouse/agent-sim';
import { API_PATHS } from '@lighthouse/contract/api-paths';
import { Exchange } from '../exchange.ts';
import type { Wire } from '../wire/wire.ts';
import type { AttackEnd, LieVerdict } from './attack-end.ts';
import { endOf, judgeAnswer } from './judge-answer.ts';
import type { AttackSurroundings, Liar } from './liar.ts';
import { signLying } from './lying-signer.ts';
import { requestBytes } from './request-bytes.ts';

/** What an agent may send, at once and a second: a bridge that is not told otherwise. */
const REQUESTS_PER_SECOND = 1000;
const CONNECTIONS = 32;
const US_PER_SECOND = 1e6;
const INFO = { method: 'GET', path: API_PATHS.info, key: '', body: '' } as const;
const INBOX = { ...INFO, path: API_PATHS.inbox } as const;

/**
 * Sends honest requests as fast as it can, until one is refused as too many. A server that takes
 * 1,000 at once and 1,000 a second must refuse one when more than that came; when they came too
 * slowly to tell, nothing is known.
 */
export async function flood(liar: Liar, count: number): Promise<AttackEnd> {
  const { nowUs, openWire, wallNowMs } = liar.surroundings;
  const startUs = nowUs();
  let sent = 0;
  let answered = 0;
  let isRefused = false;
  const wires = Array.from({ length: CONNECTIONS }, () => openWire());
  const sendSome = async (wire: Wire) => {
    while (sent < count && !isRefused) {
      sent++;
      const timeMs = Math.floor(wallNowMs());
      const authorization = signLying(liar.signer, { ...INFO, timeMs }, {});
      const { method, path } = INFO;
      const request = { method, path, headers: ['authorization', authorization] };
      const { status, failure } = await new Promise<Exchange>((resolve) =>
        wire.send(request, new Exchange(nowUs, resolve, false)),
      );
      if (failure !== '') return;
      if (status === 200) answered++;
      if (status === 429) isRefused = true;
    }
  };
  await Promise.all(wires.map(sendSome));
  for (const wire of wires) wire.destroy();
  const seconds = (nowUs() - startUs) / US_PER_SECOND;
  const isTooFast = answered > REQUESTS_PER_SECOND * (1 + seconds);
  const verdict: LieVerdict = isRefused ? 'refused' : isTooFast ? 'accepted' : 'unknown';
  return {
    verdict,
    isRight: true,
    answers: [isRefused ? 'TOO_MANY_REQUESTS' : 'HTTP_200'],
    what: verdict === 'accepted' ? `${answered} requests answered in ${seconds.toFixed(2)} s` : '',
    traces: [],
  };
}

/** Opens inbox streams, holds them until all are answered, and closes them. */
export async function hoard(liar: Liar, count: number): Promise<AttackEnd> {
  const { raw, wallNowMs, origin } = liar.surroundings;
  const sockets: Socket[] = [];
  const open = () => {
    const timeMs = Math.floor(wallNowMs());
    const authorization = signLying(liar.signer, { ...INBOX, timeMs }, {});
    const headers = { accept: 'text/event-stream', connection: 'keep-alive' };
    const bytes = requestBytes(new URL(origin).host, { ...INBOX, authorization, headers });
    return raw.exchange(bytes, { keep: true, onOpen: (socket) => sockets.push(socket) });
  };
  const ends = await Promise.all(Array.from({ length: count }, open));
  for (const socket of sockets) socket.destroy();
  const statuses = ends.map(({ answer }) => answer?.status ?? 0);
  const isRefused = statuses.includes(429);
  const isAll = statuses.every((status) => status === 200);
  const verdict: LieVerdict = isRefused ? 'refused' : isAll ? 'accepted' : 'unknown';
  return {
    verdict,
    isRight: true,
    answers: [isRefused ? 'TOO_MANY_REQUESTS' : `HTTP_${statuses[0] ?? 0}`],
    what: verdict === 'accepted' ? `${count} streams open at the same time` : '',
    traces: [],
  };
}

/** What sending a head takes of a liar. */
interface Dripping extends Pick<Liar, 'role'> {
  readonly surroundings: Pick<AttackSurroundings, 'raw' | 'later' | 'nowUs'>;
  readonly signer: { readonly credential: { readonly agent: string } };
}

/**
 * Sends a head line by line, and never its end. The lines are counted, not the time: what a server
 * said while this process had no CPU is read between two of them, and counts.
 */
export async function drip(
  liar: Dripping,
  attack: Attack,
  { everyMs, limitMs }: Extract<Trick, { kind: 'drip' }>,
): Promise<AttackEnd> {
  const { raw, later, nowUs } = liar.surroundings;
  let isOver = false;
  let openMs: number | undefined;
  const head = Buffer.from(`GET ${API_PATHS.health} HTTP/1.1\r\nhost: x\r\n`);
  const end = await raw.exchange(head, {
    onOpen: (socket) => {
      const openedUs = nowUs();
      const drop = (linesLeft: number) => {
        if (isOver) return;
        if (linesLeft > 0) {
          socket.write('x-slow: 1\r\n');
          return later(everyMs, () => drop(linesLeft - 1));
        }
        openMs = (nowUs() - openedUs) / 1000;
        socket.destroy();
      };
      later(everyMs, () => drop(Math.ceil(limitMs / everyMs)));
    },
  });
  isOver = true;
  const { credential } = liar.signer;
  if (openMs !== undefined)
    return {
      verdict: 'accepted',
      isRight: false,
      answers: ['STILL_OPEN'],
      what: `a head without an end kept its connection for ${(openMs / 1000).toFixed(1)} s`,
      traces: [],
    };
  return endOf(judgeAnswer(attack, { name: credential.agent, role: liar.role }, end), []);
}
