import type { LogFile, LogFs } from './log-fs.ts';

/** Keeps files open for reading, up to a number of them; the one used longest ago is closed. */
export class FileCache {
  readonly #fs: LogFs;
  readonly #filesMax: number;
  readonly #files = new Map<string, LogFile>();
  /** The one behind all others. */
  #latest: { readonly path: string; readonly file: LogFile } | undefined;

  constructor(fs: LogFs, filesMax: number) {
    this.#fs = fs;
    this.#filesMax = filesMax;
  }

  /** The file is valid until another one is asked for. */
  get(path: string): LogFile {
    if (this.#latest?.path === path) return this.#latest.file;
    const known = this.#files.get(path);
    const file = known ?? this.#fs.open(path, 'read');
    if (known !== undefined) this.#files.delete(path);
    else if (this.#files.size >= this.#filesMax) this.#closeOldest();
    this.#files.set(path, file);
    this.#latest = { path, file };
    return file;
  }

  /** Closes a file that will be replaced or removed. */
  drop(path: string): void {
    if (this.#latest?.path === path) this.#latest = undefined;
    this.#files.get(path)?.close();
    this.#files.delete(path);
  }

  close(): void {
    this.#latest = undefined;
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }

  #closeOldest(): void {
    const oldest = this.#files.keys().next();
    if (oldest.done !== true) this.drop(oldest.value);
  }
}
