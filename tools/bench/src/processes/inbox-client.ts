/**
 * Agents of a bridge that listen to their inbox and do nothing else: node inbox-client.mjs
 * '<options>'. When all streams are open, one message is sent on some of them, and the memory of
 * the server is looked at. Prints what it measured, as JSON.
 */
import { once } from 'node:events';
import net from 'node:net';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { API_PATHS } from '@lighthouse/contract/api';
import { readMemoryBytes } from '../host/process-stat.ts';
import type { Agent } from '../load/agent.ts';
import { joinAll } from '../load/join-all.ts';

export interface InboxClientOptions {
  readonly origin: string;
  readonly serverPid: number;
  readonly enrolToken: string;
  readonly agents: number;
  readonly namePrefix: string;
}

export interface InboxClientAnswer {
  /** Resident memory of the server: before anything, with all agents, with all streams open. */
  readonly emptyBytes: number;
  readonly joinedBytes: number;
  readonly openBytes: number;
}

const SETTLE_MS = 2000;
const OK = 'HTTP/1.1 200 ';

const options = JSON.parse(process.argv[2] ?? '') as InboxClientOptions;
const { hostname, port } = new URL(options.origin);
const { origin, enrolToken, namePrefix } = options;
let endedCount = 0;
const emptyBytes = memory();
const agents = await joinAll({
  origin,
  enrolToken,
  namePrefix,
  count: options.agents,
  onJoined: (agent) => agent.close(),
});
await sleep(SETTLE_MS);
const joinedBytes = memory();
const sockets: net.Socket[] = [];
for (const agent of agents) sockets.push(await openStream(agent));
await sleep(SETTLE_MS);
const openBytes = memory();
if (endedCount > 0) throw new Error(`${endedCount} streams have ended`);
const answer: InboxClientAnswer = { emptyBytes, joinedBytes, openBytes };
process.stdout.write(`${JSON.stringify(answer)}\n`);
for (const socket of sockets) socket.destroy();

async function openStream(agent: Agent): Promise<net.Socket> {
  const socket = net.connect(Number(port), hostname).setEncoding('latin1');
  const authorization = agent.sign('GET', API_PATHS.inbox, { key: '', body: '' });
  const head = [
    `GET ${API_PATHS.inbox} HTTP/1.1`,
    'host: bench',
    `authorization: ${authorization}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  const [chunk] = (await once(socket, 'data')) as [string];
  if (!chunk.startsWith(OK)) throw new Error(`a stream was not opened: ${chunk}`);
  socket.on('close', () => endedCount++);
  socket.resume();
  return socket;
}

function memory(): number {
  return readMemoryBytes(options.serverPid, 'VmRSS') ?? Number.NaN;
}
