import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, waitFor } from '@lighthouse/testkit';
import { Wires } from '../../src/driver/wire/open-wires.ts';
import { askByWire } from './scripted-server.ts';

const scope = createScope(afterEach);

/** Answers everything, and ends connections when it is told to. */
async function startServer(head: string) {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', () => socket.write(`HTTP/1.1 200 OK\r\n${head}content-length: 0\r\n\r\n`));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  scope.onClose(async () => {
    server.close();
    await once(server, 'close');
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    endAll: async () => {
      for (const socket of sockets) socket.end();
      await waitFor(() => sockets.size === 0);
    },
  };
}

/** A connection that the server has ended three times after two seconds; the clock is ours. */
async function endedThrice(head: string) {
  const server = await startServer(head);
  const clock = { us: 0 };
  const wires = new Wires({ origin: server.origin, keepAlive: true, nowUs: () => clock.us });
  scope.onClose(() => wires.close());
  const wire = wires.open(0);
  for (let i = 0; i < 3; i++) {
    await askByWire(wire);
    clock.us += 2e6;
    await server.endAll();
  }
  const connectionsFor = async (restUs: number) => {
    const before = server.connections();
    clock.us += restUs;
    expect(await askByWire(wire)).toMatchObject({ status: 200, failure: '' });
    return server.connections() - before;
  };
  await connectionsFor(0);
  return connectionsFor;
}

test('no request goes out on a connection that is about as old as those that were ended', async () => {
  const connectionsFor = await endedThrice('');
  expect(await connectionsFor(900_000)).toBe(0);
  expect(await connectionsFor(1_100_000)).toBe(1);
  expect(await connectionsFor(900_000)).toBe(0);
});

test('a server that says how long it keeps them is believed', async () => {
  const connectionsFor = await endedThrice('keep-alive: timeout=9\r\n');
  expect(await connectionsFor(1_100_000)).toBe(0);
});
