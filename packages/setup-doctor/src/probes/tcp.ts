import { connect, type Socket } from 'node:net';

const REPLY_BYTES_MAX = 64 * 1024;

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/**
 * Connects, sends (if there is something to send) and gives the first bytes of the answer; with
 * `isReplyWanted: false`, nothing as soon as the connection stands. Rejects after `limitMs`.
 */
export function askTcp(
  { host, port }: Endpoint,
  options: { limitMs: number; send?: Uint8Array; isReplyWanted?: boolean },
): Promise<Buffer> {
  const { limitMs, send, isReplyWanted = true } = options;
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host, port });
    const done = (settle: () => void) => {
      socket.destroy();
      settle();
    };
    socket.setTimeout(limitMs, () => done(() => reject(new Error(`no answer in ${limitMs} ms`))));
    socket.once('error', (error) => done(() => reject(error)));
    socket.once('connect', () => {
      if (!isReplyWanted) done(() => resolve(Buffer.alloc(0)));
      else if (send !== undefined) socket.write(send);
    });
    socket.once('data', (data: Buffer) => done(() => resolve(data.subarray(0, REPLY_BYTES_MAX))));
    socket.once('end', () => done(() => reject(new Error('closed without an answer'))));
  });
}

/** Says why a connection did not come about, without stack or jargon. */
export function whyUnreachable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'no such host',
    EAI_AGAIN: 'no answer from DNS',
    ENETUNREACH: 'no route',
    EHOSTUNREACH: 'no route',
    EADDRNOTAVAIL: 'no such address here',
    ECONNRESET: 'it closed the connection',
    ETIMEDOUT: 'no answer',
  };
  return words[code] ?? (error instanceof Error ? error.message || code : String(error));
}
