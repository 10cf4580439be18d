/**
 * Alerts as HTTP requests, signed as Standard Webhooks are: the headers `webhook-id`,
 * `webhook-timestamp` (seconds since 1970) and `webhook-signature`, which is `v1,` and the base64
 * of HMAC-SHA256(secret, id ‖ "." ‖ timestamp ‖ "." ‖ body). The id is the same at every attempt.
 */
import { createHmac, type KeyObject } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { Alert } from '@lighthouse/contract/watch-answer';
import type { WatchClock } from '../watch-clock.ts';
import { delivered, notDelivered, type Outcome, type Sink } from './sink.ts';

export interface WebhookOptions {
  readonly url: URL;
  readonly secret: KeyObject;
  readonly clock: WatchClock;
  /** From 0 to 1. */
  readonly chance: () => number;
  /** Between the first two attempts; then twice as long each time. */
  readonly backoffMs?: number;
}

const ATTEMPTS_MAX = 6;
const BACKOFF_MS = 500;
const BACKOFF_MS_MAX = 60_000;
const ATTEMPT_TIMEOUT_MS = 10_000;
/** Answers that may be another one later. All others below 500 are final. */
const PASSING_STATUS: ReadonlySet<number> = new Set([408, 425, 429]);

/** Sends each alert until it is taken, refused, or was tried often enough. */
export function createWebhookSink(options: WebhookOptions): Sink {
  const { url, clock, chance, backoffMs = BACKOFF_MS } = options;
  // Secrets in a URL are not for the alert history.
  const name = `webhook:${url.origin}${url.pathname}`;
  return {
    name,
    deliver: async (alert, signal) => {
      let last = notDelivered('not tried', 0);
      for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
        if (signal.aborted) return last;
        const answer = await attemptTo(options, alert, signal);
        last = { ...answer, attemptCount: attempt };
        if (answer.isDelivered || answer.isFinal || attempt === ATTEMPTS_MAX) break;
        const waitMs = Math.min(BACKOFF_MS_MAX, backoffMs * 2 ** (attempt - 1));
        await clock.sleep(waitMs * (0.5 + chance() / 2), signal);
      }
      return last;
    },
  };
}

/** Gives the headers that prove who sent this body, and when. */
export function signatureHeaders(
  secret: KeyObject,
  { id, body, timestamp }: { id: string; body: string; timestamp: number },
): Readonly<Record<string, string>> {
  const signed = `${id}.${timestamp}.${body}`;
  const signature = createHmac('sha256', secret).update(signed).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}

type Answer = Outcome & { readonly isFinal: boolean };

function attemptTo(
  { url, secret, clock }: WebhookOptions,
  alert: Alert,
  signal: AbortSignal,
): Promise<Answer> {
  const body = JSON.stringify(alert);
  const timestamp = Math.floor(clock.wallMs() / 1000);
  const id = `alert_${alert.at}_${alert.seq}`;
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'lh-verify',
    ...signatureHeaders(secret, { id, body, timestamp }),
  };
  return new Promise((resolve) => {
    const send = url.protocol === 'https:' ? https.request : http.request;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_TIMEOUT_MS)]);
    const request = send(url, { method: 'POST', headers, signal: limit }, (response) => {
      const status = response.statusCode ?? 0;
      // What it says is of no interest; what it is worth is in the status.
      response.on('error', () => {}).destroy();
      const isDelivered = status >= 200 && status < 300;
      const isFinal = status < 500 && !PASSING_STATUS.has(status);
      const detail = `status ${status}`;
      resolve({ ...(isDelivered ? delivered(detail) : notDelivered(detail)), isFinal });
    });
    request.once('error', (error: NodeJS.ErrnoException) => {
      resolve({ ...notDelivered(error.code ?? error.message), isFinal: false });
    });
    request.end(body);
  });
}
