import type { Scheduler } from '../clock.ts';
import { segmentName, SEGMENT_SUFFIX } from '../format/segment-name.ts';
import type { FileCache } from '../fs/file-cache.ts';
import { isFsError, type LogFs } from '../fs/log-fs.ts';
import { buildIndex, type IndexKeys } from './build-index.ts';
import { IndexFile } from './index-file.ts';
import { INDEX_DIR, INDEX_SUFFIX, PAGE_BYTES, type IndexedSegment } from './index-layout.ts';
import type { ClosedSegment } from './log-index.ts';
import type { MemoryIndex } from './memory-index.ts';
import { PageCache } from './page-cache.ts';

export interface IndexStoreParts {
  readonly fs: LogFs;
  readonly dir: string;
  readonly files: FileCache;
  readonly keys: IndexKeys;
  readonly scheduler: Scheduler;
  /** How many pages of all indexes are kept in memory. */
  readonly pagesMax: number;
  /** Smaller segments are read again at each opening, instead of having an index on disk. */
  readonly segmentBytesMin: number;
}

interface Task {
  readonly closed: ClosedSegment;
  readonly index: MemoryIndex;
}

/** Indexes of closed segments on disk. They are written in the background, one after the other. */
export class IndexStore {
  readonly #parts: IndexStoreParts;
  readonly #pages: PageCache;
  readonly #names: Set<string>;
  readonly #tasks: Task[] = [];
  #working: Promise<void> | undefined;
  #isStopped = false;

  constructor(parts: IndexStoreParts) {
    this.#parts = parts;
    this.#pages = new PageCache(parts.pagesMax, PAGE_BYTES);
    this.#names = new Set(listNames(parts.fs, `${parts.dir}/${INDEX_DIR}`));
  }

  /**
   * The index of a segment if there is one on disk; whether it is any good shows when it is used.
   */
  find(segment: IndexedSegment): IndexFile | undefined {
    return this.#names.has(indexName(segment)) ? this.#open(segment) : undefined;
  }

  /** Puts an index on disk some time later, and then lets go of the one in memory. */
  writeLater(closed: ClosedSegment, index: MemoryIndex): void {
    void this.write(closed, index);
  }

  /** Puts an index on disk, when those before it are there; never rejects. */
  async write(closed: ClosedSegment, index: MemoryIndex): Promise<void> {
    if (closed.segment.bytes < this.#parts.segmentBytesMin || this.#isStopped) return;
    this.#tasks.push({ closed, index });
    this.#working ??= this.#work();
    await this.#working;
  }

  /** Waits until all indexes are written that were to be. */
  async finish(): Promise<void> {
    await this.#working;
    this.#isStopped = true;
  }

  /** Gives up on indexes that are not written yet: they are made anew when they are needed. */
  async abandon(): Promise<void> {
    this.#isStopped = true;
    await this.#working;
  }

  #open(segment: IndexedSegment): IndexFile {
    const { dir, files, keys } = this.#parts;
    const path = `${dir}/${INDEX_DIR}/${indexName(segment)}`;
    return new IndexFile({ path, files, pages: this.#pages, mac: keys.mac }, segment);
  }

  async #work(): Promise<void> {
    for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) {
      try {
        await this.#write(task);
      } catch (error) {
        // Without an index on disk the one in memory goes on serving.
        if (!isFsError(error)) throw error;
      }
    }
    this.#working = undefined;
  }

  async #write({ closed, index }: Task): Promise<void> {
    const { scheduler, keys } = this.#parts;
    const steps = buildIndex(index, closed.segment, keys);
    let step = steps.next();
    for (; step.done !== true && !this.#isStopped; step = steps.next()) {
      await new Promise<void>((resolve) => scheduler.soon(resolve));
    }
    if (step.done !== true) return;
    await this.#writeFile(indexName(closed.segment), step.value);
    closed.index = this.#open(closed.segment);
  }

  async #writeFile(name: string, bytes: Buffer): Promise<void> {
    const { fs, dir, files } = this.#parts;
    const folder = `${dir}/${INDEX_DIR}`;
    if (this.#names.size === 0) fs.mkdir(folder);
    const draft = `${folder}/${name}.new`;
    if (fs.list(folder).includes(`${name}.new`)) fs.unlink(draft);
    const file = fs.open(draft, 'create');
    try {
      await file.pwriteAsync(bytes, 0);
      await file.fdatasyncAsync();
    } finally {
      file.close();
    }
    fs.rename(draft, `${folder}/${name}`);
    files.drop(`${folder}/${name}`);
    this.#names.add(name);
  }
}

function indexName(segment: IndexedSegment): string {
  return segmentName(segment.firstSeq).replace(SEGMENT_SUFFIX, INDEX_SUFFIX);
}

function listNames(fs: LogFs, dir: string): string[] {
  try {
    return fs.list(dir);
  } catch (error) {
    if (isFsError(error, 'ENOENT')) return [];
    throw error;
  }
}
