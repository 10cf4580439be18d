import type { AddressInfo, Server } from 'node:net';
import process from 'node:process';

/** What a server says of itself when it is asked. */
export interface ServerCounts {
  /** Commands answered since it began. */
  answered: number;
  /** Connections open now. */
  connections: number;
}

/**
 * Tells the parent process where the server listens, and answers each of its messages with what has
 * been counted. Ends with it.
 */
export function answerCounts(server: Server, read: () => ServerCounts): void {
  const { port } = server.address() as AddressInfo;
  process.on('message', () => process.send?.(read()));
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.send?.({ port });
}
