import type { WriteStream } from 'node:tty';

/** A standard stream of the process: a terminal, or a pipe or file that only can write. */
export type StandardStream = NodeJS.WriteStream | WriteStream;

/**
 * Writes to a standard stream and survives what is on its other end. A closed pipe (`lh-verify |
 * head`) makes the rest of the output vanish and nothing else: the work goes on and the exit code
 * stays the verdict. Any other failure (a full disk) is kept in `failure`, for the tool's end.
 */
export class Output {
  readonly stream: StandardStream;
  readonly isTty: boolean;
  #isOpen = true;
  #failure: NodeJS.ErrnoException | undefined;
  #writtenBytes = 0;

  constructor(stream: StandardStream) {
    this.stream = stream;
    this.isTty = stream.isTTY === true;
    stream.on('error', (error: NodeJS.ErrnoException) => this.#onError(error));
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get failure(): NodeJS.ErrnoException | undefined {
    return this.#failure;
  }

  get hasWritten(): boolean {
    return this.#writtenBytes > 0;
  }

  get columns(): number {
    return this.stream.columns || 80;
  }

  get rows(): number {
    return this.stream.rows || 24;
  }

  /** Tells whether lines can be redrawn in place. An unsized pseudo-terminal has no rows. */
  get canRedraw(): boolean {
    return this.isTty && this.stream.rows > 0;
  }

  write(text: string): void {
    if (!this.#isOpen || text === '') return;
    this.#writtenBytes += Buffer.byteLength(text);
    this.stream.write(text);
  }

  /** Resolves when all that was written has left the process, or can't any more. */
  async flush(): Promise<void> {
    if (!this.#isOpen || this.#writtenBytes === 0) return;
    // An empty write is queued behind all others; its callback comes with or without an error.
    await new Promise<void>((resolve) => {
      this.stream.write('', () => resolve());
    });
  }

  #onError(error: NodeJS.ErrnoException): void {
    this.#isOpen = false;
    if (error.code !== 'EPIPE') this.#failure ??= error;
  }
}
