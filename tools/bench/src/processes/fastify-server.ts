/**
 * The bridge's routes on the bridge's web framework, with no identity, no policy and no log behind
 * them: node fastify-server.mjs <a file of the bridge's package>. It parses what it gets, and
 * answers the same every time.
 */
import { createRequire } from 'node:module';
import type { Server } from 'node:net';
import process from 'node:process';
import { API_PATHS } from '@lighthouse/contract/api';
import { enrolAnswer, FIXED_ANSWERS } from './fixed-answers.ts';
import { answerCounts, type ServerCounts } from './server-counts.ts';

/** The little of fastify that is used; it is that of the bridge, in the bridge's version. */
interface Fastify {
  readonly server: Server;
  route(route: {
    method: string;
    url: string;
    handler: (
      request: { readonly body: unknown },
      reply: { code(status: number): { send(body: unknown): unknown } },
    ) => unknown;
  }): void;
  listen(at: { readonly host: string; readonly port: number }): Promise<string>;
}

const bridgeRequire = createRequire(process.argv[2] ?? '');
const makeFastify = bridgeRequire('fastify') as (options: object) => Fastify;

const counts: ServerCounts = { answered: 0, connections: 0 };
const app = makeFastify({ logger: false });
for (const [name, { status, body }] of Object.entries(FIXED_ANSWERS)) {
  const [method = '', url = ''] = name.split(' ');
  app.route({
    method,
    url,
    handler: (_request, reply) => {
      if (url === API_PATHS.commands) counts.answered++;
      return reply.code(status).send(body);
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
