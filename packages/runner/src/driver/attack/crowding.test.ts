import net from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { ATTACKS } from '@lighthouse/agent-sim';
import { drip } from './crowding.ts';
import { RawConnections } from './raw-connections.ts';

const TRICK = { kind: 'drip', everyMs: 500, limitMs: 15_000 } as const;
const LINES = TRICK.limitMs / TRICK.everyMs;

const servers: net.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server that gives a head up when it has so many of its slow lines. */
async function serverThatTakes(lineCount: number): Promise<string> {
  const server = net.createServer((socket) => {
    let head = '';
    socket.on('data', (chunk) => {
      head += chunk.toString('latin1');
      if (head.split('x-slow').length - 1 >= lineCount)
        socket.end(
          'HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n',
        );
    });
    socket.on('error', () => {});
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return `http://127.0.0.1:${port}`;
}

/** A liar in a process that gets the CPU once a minute. */
async function dripAt(origin: string) {
  let timeUs = 0;
  const nowUs = () => timeUs;
  const raw = new RawConnections({ origin, nowUs, timeoutMs: 60_000 });
  const later = (_delayMs: number, run: () => void) => {
    setTimeout(() => {
      timeUs += 60e6;
      run();
    }, 2);
  };
  const signer = { credential: { agent: 'eve' } };
  const liar = { surroundings: { raw, later, nowUs }, signer, role: 'builder' } as const;
  return drip(liar, ATTACKS['never-ends-its-head'], TRICK);
}

test('a head that the server gave up is refused, however late that is seen', async () => {
  const { verdict, isRight } = await dripAt(await serverThatTakes(LINES - 10));
  expect({ verdict, isRight }).toEqual({ verdict: 'refused', isRight: true });
});

test('a head that the server waits for to the end is accepted', async () => {
  const { verdict, answers, what } = await dripAt(await serverThatTakes(Infinity));
  expect({ verdict, answers }).toEqual({ verdict: 'accepted', answers: ['STILL_OPEN'] });
  expect(what).toBe('a head without an end kept its connection for 1860.0 s');
});
