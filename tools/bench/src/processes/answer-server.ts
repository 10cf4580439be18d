/**
 * The server that generators of load are measured on, in a process of its own: it speaks just enough of the bridge's protocol
 * (HTTP/1.1, keep-alive, no pipelining) to let agents join and to acknowledge their commands, and does no work for them.
 * Its answers are the same bytes every time, so that as much as can be of what is measured is the generator.
 */
import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { API_PATHS } from '@lighthouse/contract/api';
import { answerCounts, type ServerCounts } from './server-counts.ts';

const HEAD_END = '\r\n\r\n';
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;
const REQUEST_BYTES_MAX = 1 << 20;

const counts: ServerCounts = { answered: 0, connections: 0 };
const receipt = {
  logId: randomBytes(16).toString('hex'),
  seq: 1,
  mac: randomBytes(32).toString('base64'),
};
const { logId } = receipt;
const COMMAND_ANSWER = answerOf(200, {
  command: 'c-1',
  decision: 'allowed',
  reason: '',
  receipt,
});
const ANSWERS = new Map([
  [`GET ${API_PATHS.health}`, answerOf(200, { status: 'ok' })],
  [
    `GET ${API_PATHS.info}`,
    answerOf(200, { name: 'answer-server', version: '0', logId, lastSeq: 1, pid: 1 }),
  ],
  [
    `POST ${API_PATHS.sessions}`,
    answerOf(201, {
      ...{ session: 's-1', agent: 'any', role: 'builder', logId, receipt },
      expiresAt: new Date(8.64e15).toISOString(),
    }),
  ],
]);
const COMMAND_START = `POST ${API_PATHS.commands} `;
const ENROL_START = `POST ${API_PATHS.agents} `;

const server = net.createServer({ noDelay: true }, (socket) => {
  counts.connections++;
  let pending = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    pending = pending === '' ? chunk : pending + chunk;
    const length = requestLength(pending);
    if (pending.length > REQUEST_BYTES_MAX) socket.destroy();
    if (length === undefined || pending.length < length) return;
    const request = pending;
    pending = pending.slice(length);
    if (request.startsWith(COMMAND_START)) {
      counts.answered++;
      socket.write(COMMAND_ANSWER);
    } else socket.write(answerTo(request));
  });
  socket.on('error', () => {});
  socket.on('close', () => counts.connections--);
});
server.listen(0, '127.0.0.1', () => answerCounts(server, () => ({ ...counts })));

/** Length of the first request, once its head is there. */
function requestLength(text: string): number | undefined {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const length = CONTENT_LENGTH.exec(text)?.[1];
  return headEnd + HEAD_END.length + Number(length ?? 0);
}

function answerTo(request: string): Buffer {
  if (request.startsWith(ENROL_START)) return enrolAnswer(request);
  const [method = '', path = ''] = request.split(' ', 2);
  return ANSWERS.get(`${method} ${path}`) ?? answerOf(404, {});
}

function enrolAnswer(request: string): Buffer {
  const body: unknown = JSON.parse(request.slice(request.indexOf(HEAD_END)));
  const secret = randomBytes(32).toString('base64url');
  return answerOf(201, { ...(body as object), credential: 1, secret, logId, receipt });
}

function answerOf(status: number, body: object): Buffer {
  const text = JSON.stringify(body);
  const head = `HTTP/1.1 ${status} OK\r\nContent-Type: application/json\r\nContent-Length: ${text.length}`;
  return Buffer.from(`${head}${HEAD_END}${text}`);
}
