import type { AddressInfo } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { LighthouseError } from '@lighthouse/contract';
import type { FastifyInstance } from 'fastify';
import { errnoOf } from './errno.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/** Starts to listen. Returns the URL. Throws LH_PORT_BUSY or LH_IO. */
export async function listen(app: FastifyInstance, { host, port }: ListenOptions): Promise<string> {
  try {
    await app.listen({ host, port, backlog: 4096 });
  } catch (cause) {
    const isTaken = errnoOf(cause) === 'EADDRINUSE';
    throw new LighthouseError(isTaken ? 'LH_PORT_BUSY' : 'LH_IO', `cannot listen`, {
      hint: isTaken
        ? 'stop what listens there, or take another port: --port 0 takes any that is free'
        : 'name an address of this machine and a port above 1023',
      facts: { host, port },
      cause,
    });
  }
  const { address, family, port: actual } = app.server.address() as AddressInfo;
  const scheme = app.server instanceof TlsServer ? 'https' : 'http';
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${actual}`;
}
