import { encodeHeadSlot, type HeadSlot } from '../format/head-slot.ts';
import { HEAD_FILE_BYTES, HEAD_SLOT_BYTES } from '../format/limits.ts';
import type { LogFile } from '../fs/log-fs.ts';
import type { LogKeys } from '../keys/log-keys.ts';

/** How far the log reaches: what a HEAD slot says besides its counter. */
export type HeadPosition = Omit<HeadSlot, 'n' | 'logId' | 'kid'>;

/** Writes the slots of HEAD, one after the other, so that the one before always stands. */
export class HeadFile {
  readonly #file: LogFile;
  readonly #logId: string;
  /** Counter of the next slot. */
  #n: number;
  /** What both slots must hold as long as nobody else writes. */
  readonly #expected = Buffer.alloc(HEAD_FILE_BYTES);
  readonly #found = Buffer.alloc(HEAD_FILE_BYTES);
  #isSynced = true;

  constructor(file: LogFile, options: { readonly logId: string; readonly nextN: number }) {
    this.#file = file;
    this.#logId = options.logId;
    this.#n = options.nextN;
    file.pread(this.#expected, 0);
  }

  get isSynced(): boolean {
    return this.#isSynced;
  }

  /** Tells whether HEAD is as this writer left it: a second writer would have changed it. */
  isOurs(): boolean {
    this.#file.pread(this.#found.fill(0), 0);
    return this.#found.equals(this.#expected);
  }

  /** Writes the next slot to where every process sees it; durable only after a sync. */
  write(position: HeadPosition, keys: LogKeys): void {
    const slot = { ...position, n: this.#n, logId: this.#logId, kid: keys.kid };
    const bytes = encodeHeadSlot(slot, keys.headMac);
    const offset = (this.#n % 2) * HEAD_SLOT_BYTES;
    this.#isSynced = false;
    this.#file.pwrite(bytes, offset);
    this.#expected.set(bytes, offset);
    this.#n += 1;
  }

  sync(): void {
    this.#file.fsync();
    this.#isSynced = true;
  }

  async syncAsync(): Promise<void> {
    const n = this.#n;
    await this.#file.fsyncAsync();
    if (n === this.#n) this.#isSynced = true;
  }

  close(): void {
    this.#file.close();
  }
}
