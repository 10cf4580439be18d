import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net';
import type { Wire } from './wire.ts';

/**
 * A connection without TLS that tells its wire what happens to it. All of them share their
 * listeners: there may be ten thousand, and closures of their own would outweigh the rest.
 */
export class PlainSocket extends Socket {
  readonly wire: Wire;

  /** `buffer`: where bytes are read to; they are used before the next ones come. */
  constructor(wire: Wire, buffer: Buffer) {
    const callback = (length: number) => {
      wire.takeBytes(this, buffer, length);
      return true;
    };
    // Its types do not know what its documentation has had since Node.js 12.
    const options: SocketConstructorOpts & { onread: OnReadOpts } = {
      onread: { buffer, callback },
    };
    super(options);
    this.wire = wire;
    this.setNoDelay(true);
    this.on('connect', takeOpen);
    this.on('end', takeClose);
    this.on('error', takeFailure);
    this.on('close', takeClose);
  }
}

function takeOpen(this: PlainSocket): void {
  this.wire.takeOpen(this);
}

function takeClose(this: PlainSocket): void {
  this.wire.takeClose(this);
}

function takeFailure(this: PlainSocket, error: Error): void {
  this.wire.takeFailure(this, error);
}
