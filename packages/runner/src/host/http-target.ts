import type { HttpTarget } from '@lighthouse/contract/target';
import { cookieServer } from '../driver/http/cookie-server.ts';
import type { RunTarget } from '../run/target.ts';
import { environmentOf } from './environment-of.ts';
import { reachTarget } from './reach-target.ts';
import { readRows } from './read-rows.ts';
import { tlsSettings } from './tls-settings.ts';

/** `nginx/1.22.1`, with or without more behind it. */
const PRODUCT = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,50})(?:\/([!#$%&'*+.^_`|~0-9A-Za-z-]{1,50}))?/;

/**
 * Reaches a server that is no bridge; whatever it answers will do. Throws LH_UNREACHABLE when it
 * does not answer.
 */
export async function reachHttpTarget(
  target: HttpTarget,
  run: { readonly seed: number; readonly runId: string },
): Promise<RunTarget> {
  const tls = tlsSettings(target);
  const { requests, session, headers } = target;
  const task = {
    requests,
    ...(session === undefined ? {} : { session }),
    headers,
    ...run,
    env: environmentOf(target),
    rows: target.data === undefined ? [] : readRows(target.data, target),
    cookies: cookieServer(target),
  };
  const { server } = await reachTarget(new URL(target.health, target.http), tls);
  const [, name = 'HTTP server', version = ''] = PRODUCT.exec(server) ?? [];
  return {
    kind: 'http',
    url: new URL(target.http).origin,
    isEmbedded: false,
    enrolToken: '',
    coordinatorToken: undefined,
    namePrefix: '',
    tls,
    http: task,
    healthPath: target.health,
    told: { name, version, logId: '' },
    pid: () => undefined,
    bridge: undefined,
    log: { unreadable: 'the server is no bridge: it has no log that could be read back' },
    crash: () => undefined,
    stop: async () => {},
  };
}
