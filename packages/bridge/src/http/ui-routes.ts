import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { Refusal } from '../domain/refusal.ts';
import { overviewOf } from '../service/overview.ts';
import type { Metrics } from './metrics.ts';
import type { RouteParts } from './routes.ts';
import { sendJson } from './routes.ts';

/** A page for people, and what opens it. */
export interface Ui {
  /** Whoever holds it sees all agents and events, and can change nothing. */
  readonly token: string;
  readonly files: UiFiles;
  /** The verdict of a watcher of the log, in a word. */
  readonly askWatcher: () => Promise<string>;
}

export interface UiFiles {
  readonly html: string;
  readonly script: string;
  readonly style: string;
}

/** No script but ours, no other server, no frame around it. */
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
    "img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
} as const;

/**
 * The page under /ui. Its files hold nothing and are for everybody; what it shows is behind the
 * token.
 */
export function addUiRoutes({ app, bridge }: RouteParts, ui: Ui, metrics: Metrics): void {
  const { html, script, style } = ui.files;
  const expected = digestOf(ui.token);
  const page = (type: string, text: string) => (_request: unknown, reply: FastifyReply) =>
    reply.headers(HEADERS).header('Content-Type', `${type}; charset=utf-8`).send(text);

  app.get('/', (_request, reply) => reply.redirect('/ui'));
  app.get('/ui', page('text/html', html));
  app.get('/ui/page.js', page('text/javascript', script));
  app.get('/ui/page.css', page('text/css', style));

  app.get('/ui/view', async (request, reply) => {
    const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
    const isRight = timingSafeEqual(digestOf(token), expected);
    if (scheme !== 'Bearer' || !isRight)
      throw new Refusal('UNAUTHENTICATED', 'the view token is missing or wrong');
    const [overview, watcher] = await Promise.all([overviewOf(bridge), ui.askWatcher()]);
    return sendJson(reply.headers(HEADERS), 200, { ...overview, ...metrics.totals(), watcher });
  });
}

function digestOf(token: string): Buffer {
  return Buffer.from(hash('sha256', token, 'base64'), 'base64');
}
