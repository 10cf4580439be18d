import {
  startLocalServer,
  type ListenAddress,
  type LocalServer,
} from '@lighthouse/cli-kit/local-server';
import type { WatchAnswer } from '@lighthouse/contract/watch-answer';

export interface StatusServerOptions {
  readonly address: ListenAddress;
  readonly status: () => WatchAnswer;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** The page, one HTML file that holds all it needs. */
  readonly page: string;
}

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Serves how things stand, to be read only. Rejects with LH_PORT_BUSY or LH_IO. */
export function startStatusServer({
  address,
  status,
  metrics,
  page,
}: StatusServerOptions): Promise<LocalServer> {
  return startLocalServer({
    address,
    flag: '--listen',
    headers: { 'content-security-policy': POLICY },
    answer: async (path, { send }) => {
      switch (path) {
        case '/':
          return send(200, 'text/html; charset=utf-8', page);
        case '/status.json':
          return send(200, 'application/json', `${JSON.stringify(status())}\n`);
        case '/metrics': {
          const { contentType, text } = await metrics();
          return send(200, contentType, text);
        }
        case '/healthz': {
          const { verdict } = status();
          return send(verdict === 'intact' ? 200 : 503, 'text/plain', `${verdict}\n`);
        }
        default:
          return send(404, 'text/plain', 'there is nothing here\n');
      }
    },
  });
}
