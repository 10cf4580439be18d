import type { LogFile, LogFs } from '../src/fs/log-fs.ts';

/** Files of a log by name, as the folder `log`; read-only. */
export function memoryFs(files: ReadonlyMap<string, Buffer>): LogFs {
  return {
    ...refusing,
    open: (path, mode) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const bytes = files.get(name);
      if (bytes === undefined) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
      if (mode !== 'read') throw new Error('a reader opened a file for writing');
      return new MemoryFile(bytes);
    },
    list: () => [...files.keys()].toSorted(),
  };
}

function refuse(): never {
  throw new Error('a reader wrote to the log');
}

const refusing = {
  mkdir: refuse,
  link: refuse,
  rename: refuse,
  unlink: refuse,
  fsyncDir: refuse,
  fsyncDirAsync: refuse,
};

class MemoryFile implements LogFile {
  readonly pwrite = refuse;
  readonly pwriteAsync = refuse;
  readonly fdatasync = refuse;
  readonly fdatasyncAsync = refuse;
  readonly fsync = refuse;
  readonly fsyncAsync = refuse;
  readonly ftruncate = refuse;
  readonly ftruncateAsync = refuse;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  size(): number {
    return this.#bytes.length;
  }

  pread(target: Uint8Array, position: number): number {
    const part = this.#bytes.subarray(position, position + target.length);
    target.set(part);
    return part.length;
  }

  close(): void {
    return undefined;
  }
}
