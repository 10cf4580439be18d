import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { TokenBucket } from '../domain/token-bucket.ts';

/** A reader has nothing to say but pongs and the end. */
export const WS_PAYLOAD_BYTES_MAX = 4096;
/** Bytes that a reader may send: pongs are a few a minute. */
const HEARD = { perSecond: 1024, burst: 64 * 1024 };
const PINGS = { perSecond: 1, burst: 20 };
/** RFC 6455, section 7.4.1. */
const POLICY_VIOLATION = 1008;

/**
 * Keeps a reader of a stream from talking: a message is against the rules, pings are answered up
 * to a rate, and so many bytes end the connection, whatever they are: fragments without end, too.
 */
export function limitReader(
  socket: WebSocket,
  raw: Duplex,
  { nowMs, onBreach }: { readonly nowMs: () => number; readonly onBreach: () => void },
): void {
  const end = (reason: string) => {
    socket.close(POLICY_VIOLATION, reason);
    onBreach();
  };
  const [heard, pings] = [new TokenBucket(HEARD, nowMs()), new TokenBucket(PINGS, nowMs())];
  // The ways in which a frame breaks the protocol: ws closes with 1002, 1007 or 1009 itself.
  socket.on('error', () => {});
  socket.on('message', () => end('this stream is for listening'));
  socket.on('ping', (payload: Buffer) => {
    if (pings.take(nowMs()) > 0) end('too many pings');
    else socket.pong(payload);
  });
  raw.on('data', (chunk: Buffer) => {
    if (heard.takeMany(chunk.length, nowMs())) return;
    end('too much was said');
    socket.terminate();
  });
}
