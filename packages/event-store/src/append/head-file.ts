import { assert } from '@lighthouse/contract/errors';
import { encodeHeadSlot, updateHeadSlot, type HeadSlot } from '../format/head-slot.ts';
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
  /** What `prepare` made, and made anew each time. */
  #next: Buffer | undefined;
  #isPrepared = false;

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
    const count = this.#file.pread(this.#found, 0);
    if (count < HEAD_FILE_BYTES) this.#found.fill(0, count);
    return this.#found.equals(this.#expected);
  }

  /**
   * Makes the next slot: before the flush that it testifies to, so that nobody waits for it behind
   * that. It says what is not true yet, and is written when it is, or never.
   */
  prepare({ seq, bytes, segFirst, isClean, trailer }: HeadPosition, keys: LogKeys): void {
    const { kid, headMac } = keys;
    const slot = { n: this.#n, seq, bytes, segFirst, kid, isClean, trailer };
    if (this.#next !== undefined) updateHeadSlot(this.#next, slot, headMac);
    else this.#next = encodeHeadSlot({ ...slot, logId: this.#logId }, headMac);
    this.#isPrepared = true;
  }

  /** Writes the slot made last to where every process sees it; durable only after a sync. */
  writePrepared(): void {
    const slot = this.#next;
    assert(slot !== undefined && this.#isPrepared, 'a slot was made for this');
    this.#isPrepared = false;
    const offset = (this.#n % 2) * HEAD_SLOT_BYTES;
    this.#isSynced = false;
    this.#file.pwrite(slot, offset);
    this.#expected.set(slot, offset);
    this.#n += 1;
  }

  write(position: HeadPosition, keys: LogKeys): void {
    this.prepare(position, keys);
    this.writePrepared();
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
