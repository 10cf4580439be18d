/**
 * The bridge's routes on the bridge's web framework, with no identity and no policy behind them:
 * node fastify-server.mjs <a file of the bridge's package> [<port of a PostgreSQL>]. It parses what
 * it gets, and answers the same every time. With a PostgreSQL, a command and the decision about it
 * are two rows of one statement there before it is answered; without, nothing is kept.
 */
import { createRequire } from 'node:module';
import type { Server } from 'node:net';
import process from 'node:process';
import { API_PATHS } from '@lighthouse/contract/api';
import { enrolAnswer, FIXED_ANSWERS } from './fixed-answers.ts';
import { openTable } from './command-table.ts';
import { answerCounts, type ServerCounts } from './server-counts.ts';

interface Request {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** The little of fastify that is used; it is that of the bridge, in the bridge's version. */
interface Fastify {
  readonly server: Server;
  route(route: {
    method: string;
    url: string;
    handler: (
      request: Request,
      reply: { code(status: number): { send(body: unknown): unknown } },
    ) => unknown;
  }): void;
  listen(at: { readonly host: string; readonly port: number }): Promise<string>;
}

const bridgeRequire = createRequire(process.argv[2] ?? '');
const makeFastify = bridgeRequire('fastify') as (options: object) => Fastify;

const table = process.argv[3] === undefined ? undefined : await openTable(Number(process.argv[3]));
const counts: ServerCounts = { answered: 0, connections: 0 };
const app = makeFastify({ logger: false });
for (const [name, { status, body }] of Object.entries(FIXED_ANSWERS)) {
  const [method = '', url = ''] = name.split(' ');
  app.route({
    method,
    url,
    handler: (request, reply) => {
      const answer = () => reply.code(status).send(body);
      if (url !== API_PATHS.commands) return answer();
      counts.answered++;
      if (table === undefined) return answer();
      return table.keep(keyOf(request), JSON.stringify(request.body)).then(answer);
    },
  });
}
app.route({
  method: 'POST',
  url: API_PATHS.agents,
  handler: ({ body }, reply) => reply.code(201).send(enrolAnswer(body)),
});
app.server.on('connection', (socket) => {
  counts.connections++;
  socket.on('close', () => counts.connections--);
});
await app.listen({ host: '127.0.0.1', port: 0 });
answerCounts(app.server, () => ({ ...counts }));

/** Agent and idempotency key. */
function keyOf({ headers }: Request): string {
  return `${(headers['authorization'] ?? '').split(';', 1)[0]} ${headers['idempotency-key']}`;
}
