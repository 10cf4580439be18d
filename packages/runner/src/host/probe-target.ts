import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { connect as connectTls } from 'node:tls';

/** Where a probe goes, and what it asks for. */
export interface ProbedAddress {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** With TLS: the name of the server, empty where it has only an address. */
  readonly servername?: string | undefined;
}

const HEAD_END = '\r\n\r\n';

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
  { host, port, path, servername }: ProbedAddress,
  timeoutMs: number,
): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const startMs = performance.now();
    const tcp = connect({ host, port, noDelay: true });
    // Nothing that is sent is secret: whether anything comes through is all that is looked at.
    const socket =
      servername === undefined
        ? tcp
        : connectTls({ socket: tcp, servername, rejectUnauthorized: false });
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
    tcp.on('error', () => {});
    socket.on('close', () => {
      // An answer without a length ends with its connection.
      if (text.includes(HEAD_END) && failure === '') answeredMs ??= performance.now() - startMs;
      finish('closed without an answer');
    });
    socket.write(
      `GET ${path} HTTP/1.1\r\nhost: ${servername || 'probe'}\r\nconnection: close\r\n\r\n`,
    );
  });
}

function isWhole(text: string): boolean {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, headEnd))?.[1];
  return length !== undefined && text.length >= headEnd + 4 + Number(length);
}
