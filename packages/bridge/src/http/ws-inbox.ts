import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { parseAuthorization } from '@lighthouse/contract';
import { API_PATHS } from '@lighthouse/contract/api';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { Refusal } from '../domain/refusal.ts';
import type { Bridge } from '../service/bridge.ts';
import { checkFollow, fillStream, openStream } from '../service/follow-inbox.ts';
import type { Follow } from '../service/follow-inbox.ts';
import { unauthenticated } from './authenticate.ts';
import type { Connections } from './connections.ts';
import type { Gate } from './gate.ts';
import { problemOf, refusalOfThrown } from './problem.ts';
import { lastEventId } from './reading-routes.ts';
import { limitReader, WS_PAYLOAD_BYTES_MAX } from './ws-limits.ts';
import { WsSink } from './ws-sink.ts';

interface WsParts {
  readonly server: Server;
  readonly bridge: Bridge;
  readonly gate: Gate;
  readonly connections: Connections;
  readonly isDraining: () => boolean;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Serves the inbox over WebSocket (RFC 6455) under the path and the signature of the one over
 * server-sent events. Returns a function that cuts off what is still open.
 */
export function addWsInbox(parts: WsParts): () => void {
  const sockets = new Set<Duplex>();
  const upgrader = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: WS_PAYLOAD_BYTES_MAX,
    autoPong: false,
  });
  upgrader.on('wsClientError', (_error, socket) => {
    refuse(socket, new Refusal('BAD_REQUEST', 'this is no handshake of a WebSocket'));
  });
  parts.server.on('upgrade', (request, socket, head) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    void admit(parts, request).then(
      (follow) => {
        upgrader.handleUpgrade(request, socket, head, (opened) => {
          void followInbox(parts, opened, { follow, raw: socket });
        });
      },
      (error: unknown) => refuse(socket, refusalOrFailure(parts, error)),
    );
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

async function admit(parts: WsParts, request: IncomingMessage): Promise<Follow> {
  const { bridge, gate, connections } = parts;
  const { headers } = request;
  if (parts.isDraining()) throw new Refusal('OVERLOADED', 'the server is being stopped', 1);
  const refusal = connections.refusalOf(request.socket);
  if (refusal !== undefined) throw refusal;
  if (headers.origin !== undefined && !bridge.settings.originsAllowed.includes(headers.origin))
    throw new Refusal('FORBIDDEN', 'pages of this origin are not served');
  if (request.url !== API_PATHS.inbox || headers.upgrade?.toLowerCase() !== 'websocket')
    throw new Refusal('NOT_FOUND', 'nothing is upgraded here');
  const signature = parseAuthorization(headers.authorization) ?? null;
  if (signature === null) throw unauthenticated();
  const incoming = { raw: request, headers, body: undefined, signature, agent: null };
  const { session } = await gate.admitOnce(incoming);
  const follow = { session, after: lastEventId(headers['last-event-id']) };
  checkFollow(bridge, follow);
  return follow;
}

async function followInbox(
  { bridge, onFailure }: WsParts,
  socket: WebSocket,
  { follow, raw }: { readonly follow: Follow; readonly raw: Duplex },
): Promise<void> {
  const stream = openStream(bridge, follow, new WsSink(socket));
  const leave = () => {
    stream.end();
    bridge.inbox.detach(stream);
  };
  limitReader(socket, raw, { nowMs: bridge.nowMs, onBreach: leave });
  socket.on('close', leave);
  await fillStream(bridge, stream, follow).catch((error: unknown) => {
    onFailure(error);
    stream.end();
  });
}

function refusalOrFailure({ onFailure }: WsParts, error: unknown): Refusal {
  const refusal = refusalOfThrown(error);
  if (refusal !== undefined) return refusal;
  onFailure(error);
  return new Refusal('INTERNAL', 'the server failed; it is in its log');
}

/** Answers as plain HTTP, and ends the connection. */
function refuse(socket: Duplex, refusal: Refusal): void {
  const { status, body, headers } = problemOf(refusal);
  const lines = Object.entries({
    ...headers,
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}
