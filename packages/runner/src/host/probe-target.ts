import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { API_PATHS } from '@lighthouse/contract/api';

/** What became of one small request over a connection of its own. */
export interface ProbeAnswer {
  /** From connecting to the last byte of the answer; undefined when there was no whole answer. */
  readonly answeredMs: number | undefined;
  /** In how many pieces the answer came. */
  readonly pieces: number;
  /** How long after the answer the connection ended. */
  readonly closedAfterMs: number | undefined;
  /** System error of the connection, or `no answer`; empty when it was answered. */
  readonly failure: string;
}

export const NO_ANSWER = 'no answer';

/**
 * Asks a target for its health, once, over a new connection. Never rejects: what happens is the
 * answer.
 */
export function probeTarget(
  address: { readonly host: string; readonly port: number },
  timeoutMs: number,
): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const startMs = performance.now();
    const socket = connect({ ...address, noDelay: true });
    let text = '';
    let pieces = 0;
    let answeredMs: number | undefined;
    let failure = '';
    const timer = setTimeout(() => finish(NO_ANSWER), timeoutMs);
    const finish = (why: string) => {
      clearTimeout(timer);
      socket.destroy();
      const isAnswered = answeredMs !== undefined;
      const afterMs = isAnswered ? performance.now() - startMs - (answeredMs ?? 0) : undefined;
      resolve({
        answeredMs,
        pieces,
        closedAfterMs: why === NO_ANSWER ? undefined : afterMs,
        failure: isAnswered ? '' : failure || why || NO_ANSWER,
      });
    };
    socket.on('data', (data) => {
      pieces++;
      text += data.toString('latin1');
      if (isWhole(text)) answeredMs ??= performance.now() - startMs;
    });
    socket.on('error', (error) => {
      failure = 'code' in error && typeof error.code === 'string' ? error.code : error.message;
    });
    socket.on('close', () => finish('closed without an answer'));
    socket.write(`GET ${API_PATHS.health} HTTP/1.1\r\nhost: probe\r\nconnection: close\r\n\r\n`);
  });
}

function isWhole(text: string): boolean {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, headEnd))?.[1];
  return length !== undefined && text.length >= headEnd + 4 + Number(length);
}
