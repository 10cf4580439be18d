import { API_PATHS, eventsQuery } from '@lighthouse/contract/api';
import { Refusal } from '../domain/refusal.ts';
import { checkFollow, fillStream, openStream } from '../service/follow-inbox.ts';
import { queryEvents } from '../service/query-events.ts';
import { requireSignature } from './gate.ts';
import { conform } from './read-body.ts';
import { sendJson } from './routes.ts';
import type { RouteParts } from './routes.ts';
import { SseSink } from './sse-sink.ts';

const SEQUENCE_NUMBER = /^(0|[1-9]\d{0,15})$/;

/** The routes by which agents hear what happened. */
export function addReadingRoutes({ app, bridge, gate, onFailure }: RouteParts): void {
  const onRequest = requireSignature;

  app.get(API_PATHS.events, { onRequest }, async (request, reply) => {
    const { session } = await gate.admitOnce(request);
    const query = conform(request.query, eventsQuery);
    return sendJson(reply, 200, { ...(await queryEvents(bridge, session, query)) });
  });

  app.get(API_PATHS.inbox, { onRequest }, async (request, reply) => {
    const { session } = await gate.admitOnce(request);
    const follow = { session, after: lastEventId(request.headers['last-event-id']) };
    checkFollow(bridge, follow);
    reply.hijack();
    const { raw } = reply;
    const stream = openStream(bridge, follow, new SseSink(raw));
    raw.on('close', () => {
      stream.end();
      bridge.inbox.detach(stream);
    });
    // The answer has begun: a failure can only be told by ending it, and the reader resumes.
    await fillStream(bridge, stream, follow).catch((error: unknown) => {
      onFailure(error);
      stream.end();
    });
  });
}

/** Reads where a stream is to be resumed. */
export function lastEventId(header: string | string[] | undefined): number | undefined {
  if (header === undefined || header === '') return undefined;
  if (typeof header === 'string' && SEQUENCE_NUMBER.test(header)) return Number(header);
  throw new Refusal('BAD_REQUEST', 'Last-Event-ID is not one of this server');
}
