import fs from 'node:fs';
import { platform } from 'node:os';
import type { LogFile, LogFs } from './log-fs.ts';

/** The file system of this machine. */
export const nodeFs: LogFs = {
  open: (path, mode, options) => {
    const isSynchronous = options?.synchronous === true;
    const flags = OPEN_FLAGS[mode] | (isSynchronous ? SYNCHRONOUS_FLAG : 0);
    const fd = fs.openSync(path, flags, 0o640);
    return new NodeFile(fd, { syncsEachWrite: isSynchronous && SYNCHRONOUS_FLAG === 0 });
  },
  list: (dir) => fs.readdirSync(dir).toSorted(),
  mkdir: (dir) => {
    fs.mkdirSync(dir, { recursive: true, mode: 0o750 });
  },
  rename: (from, to) => {
    fs.renameSync(from, to);
  },
  link: (from, to) => {
    fs.linkSync(from, to);
  },
  unlink: (path) => {
    fs.unlinkSync(path);
  },
  fsyncDir: (dir) => {
    const fd = fs.openSync(dir, 'r');
    try {
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
  },
  fsyncDirAsync: async (dir) => {
    const handle = await fs.promises.open(dir, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

const { O_RDONLY, O_RDWR, O_CREAT, O_EXCL } = fs.constants;
const OPEN_FLAGS = { read: O_RDONLY, write: O_RDWR, create: O_RDWR | O_CREAT | O_EXCL } as const;
/** Elsewhere it is missing or leaves the disk's own cache out: there a sync follows each write. */
const SYNCHRONOUS_FLAG = platform() === 'linux' ? fs.constants.O_DSYNC : 0;

class NodeFile implements LogFile {
  readonly #fd: number;
  readonly #syncsEachWrite: boolean;

  constructor(fd: number, { syncsEachWrite }: { readonly syncsEachWrite: boolean }) {
    this.#fd = fd;
    this.#syncsEachWrite = syncsEachWrite;
  }

  size(): number {
    return fs.fstatSync(this.#fd).size;
  }

  pread(target: Uint8Array, position: number): number {
    let done = 0;
    while (done < target.length) {
      const count = fs.readSync(this.#fd, target, done, target.length - done, position + done);
      if (count === 0) break;
      done += count;
    }
    return done;
  }

  pwrite(bytes: Uint8Array, position: number): void {
    let done = 0;
    while (done < bytes.length) {
      done += fs.writeSync(this.#fd, bytes, done, bytes.length - done, position + done);
    }
    if (this.#syncsEachWrite) this.fdatasync();
  }

  async pwriteAsync(bytes: Uint8Array, position: number): Promise<void> {
    await this.#pwriteAsync(bytes, position);
    if (this.#syncsEachWrite) await this.fdatasyncAsync();
  }

  #pwriteAsync(bytes: Uint8Array, position: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const writeFrom = (done: number): void => {
        fs.write(this.#fd, bytes, done, bytes.length - done, position + done, (error, count) => {
          if (error) reject(error);
          else if (done + count < bytes.length) writeFrom(done + count);
          else resolve();
        });
      };
      writeFrom(0);
    });
  }

  fdatasync(): void {
    fs.fdatasyncSync(this.#fd);
  }

  fdatasyncAsync(): Promise<void> {
    return settled((done) => {
      fs.fdatasync(this.#fd, done);
    });
  }

  fsync(): void {
    fs.fsyncSync(this.#fd);
  }

  fsyncAsync(): Promise<void> {
    return settled((done) => {
      fs.fsync(this.#fd, done);
    });
  }

  ftruncate(length: number): void {
    fs.ftruncateSync(this.#fd, length);
  }

  ftruncateAsync(length: number): Promise<void> {
    return settled((done) => {
      fs.ftruncate(this.#fd, length, done);
    });
  }

  close(): void {
    fs.closeSync(this.#fd);
  }
}

function settled(start: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
