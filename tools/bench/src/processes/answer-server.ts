/**
 * The server that generators of load are measured on, in a process of its own: it speaks just
 * enough of the bridge's protocol (HTTP/1.1, keep-alive, one request at a time) to let agents join
 * and to acknowledge their commands, and does no work for them. Its answers are the same bytes
 * every time, so that as much as can be of what is measured is the generator.
 */
import net from 'node:net';
import { API_PATHS } from '@lighthouse/contract/api';
import { enrolAnswer, FIXED_ANSWERS } from './fixed-answers.ts';
import { answerCounts, type ServerCounts } from './server-counts.ts';

const HEAD_END = '\r\n\r\n';
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;
const REQUEST_LENGTH_MAX = 1 << 20;
const COMMAND_START = `POST ${API_PATHS.commands} `;
const ENROL_START = `POST ${API_PATHS.agents} `;

const counts: ServerCounts = { answered: 0, connections: 0 };
const answers = new Map(
  Object.entries(FIXED_ANSWERS).map(([route, { status, body }]) => [route, encode(status, body)]),
);
const commandAnswer = answers.get(COMMAND_START.trim()) ?? encode(404, {});

const server = net.createServer({ noDelay: true }, (socket) => {
  counts.connections++;
  let pending = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    pending = pending === '' ? chunk : pending + chunk;
    if (pending.length > REQUEST_LENGTH_MAX) socket.destroy();
    const length = requestLength(pending);
    if (length === undefined || pending.length < length) return;
    socket.write(answerTo(pending));
    pending = pending.slice(length);
  });
  // A client that is killed breaks its connections.
  socket.on('error', () => {});
  socket.on('close', () => counts.connections--);
});
server.listen(0, '127.0.0.1', () => answerCounts(server, () => ({ ...counts })));

/** Length of the first request, once its head is there. */
function requestLength(text: string): number | undefined {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  return headEnd + HEAD_END.length + Number(CONTENT_LENGTH.exec(text)?.[1] ?? 0);
}

function answerTo(request: string): Buffer {
  if (request.startsWith(COMMAND_START)) {
    counts.answered++;
    return commandAnswer;
  }
  if (request.startsWith(ENROL_START)) {
    const body: unknown = JSON.parse(request.slice(request.indexOf(HEAD_END)));
    return encode(201, enrolAnswer(body));
  }
  const route = request.split(' ', 2).join(' ');
  return answers.get(route) ?? encode(404, {});
}

function encode(status: number, body: object): Buffer {
  const text = JSON.stringify(body);
  return Buffer.from(
    `HTTP/1.1 ${status} OK\r\nContent-Type: application/json\r\nContent-Length: ${text.length}${HEAD_END}${text}`,
  );
}
