import type { LogFile, LogFs } from './log-fs.ts';

/** Keeps files open for reading, up to a number of them; the one used longest ago is closed. */
export class FileCache {
  readonly #fs: LogFs;
  readonly #filesMax: number;
  readonly #files = new Map<string, LogFile>();

  constructor(fs: LogFs, filesMax: number) {
    this.#fs = fs;
    this.#filesMax = filesMax;
  }

  /** The file is valid until another one is asked for. */
  get(path: string): LogFile {
    const known = this.#files.get(path);
    if (known !== undefined) {
      // Behind all others again.
      this.#files.delete(path);
      this.#files.set(path, known);
      return known;
    }
    const file = this.#fs.open(path, 'read');
    if (this.#files.size >= this.#filesMax) this.#closeOldest();
    this.#files.set(path, file);
    return file;
  }

  /** Closes a file that will be replaced or removed. */
  drop(path: string): void {
    this.#files.get(path)?.close();
    this.#files.delete(path);
  }

  close(): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }

  #closeOldest(): void {
    const oldest = this.#files.keys().next();
    if (oldest.done !== true) this.drop(oldest.value);
  }
}
