import type { LogFile, LogFs } from './log-fs.ts';
import { parentOf, SimFolders } from './sim-folders.ts';
import { SimInode } from './sim-inode.ts';
import type { Chance } from './sim-chance.ts';

/** What a system call of the simulation can be about; reads are not counted as operations. */
export type SimOperation =
  'open' | 'mkdir' | 'rename' | 'link' | 'unlink' | 'write' | 'sync' | 'truncate' | 'sync-folder';

/** Something that goes wrong with one operation. A crash stops the process in the middle of it. */
export type SimFault = 'crash' | 'EIO' | 'ENOSPC';

/**
 * Decides, before each operation, whether something goes wrong with it. Operations count from 0 in
 * each life; `path` is what it is about: of a renaming the old name, of a link the new one.
 */
export type SimFaultPlan = (
  operation: SimOperation,
  index: number,
  path: string,
) => SimFault | undefined;

/** A disk that outlives its processes. */
export class SimDisk {
  #parts: Omit<SimParts, 'plan'>;

  /**
   * `chance` decides what faults do, `pace` in which order calls under way at the same time take
   * effect.
   */
  constructor(chance: Chance, pace: Chance = chance) {
    this.#parts = { folders: new SimFolders(), chance, pace };
  }

  /** A file system for one life of a process. */
  boot(plan: SimFaultPlan = () => undefined): SimFs {
    return new SimFs({ ...this.#parts, plan });
  }

  /**
   * The machine loses power. (A process that is only killed leaves the page cache, so there is
   * nothing to do.)
   */
  losePower(): void {
    const { folders, chance } = this.#parts;
    for (const inode of folders.losePower(chance)) inode.losePower(chance);
  }

  /** The same disk once more, on which something else may happen. */
  clone(): SimDisk {
    const copy = new SimDisk(this.#parts.chance, this.#parts.pace);
    copy.#parts = { ...this.#parts, folders: this.#parts.folders.clone() };
    return copy;
  }

  /** Makes as if a file had never been, so that nothing need be decided about it. */
  forget(path: string): void {
    this.#parts.folders.forget(path);
  }
}

interface SimParts {
  readonly folders: SimFolders;
  readonly chance: Chance;
  readonly pace: Chance;
  readonly plan: SimFaultPlan;
}

/** One life: after the first crash every call throws, as if the process were not there any more. */
export class SimFs implements LogFs {
  readonly #folders: SimFolders;
  readonly #chance: Chance;
  readonly #pace: Chance;
  readonly #plan: SimFaultPlan;
  #operationCount = 0;
  #isDead = false;

  constructor(parts: SimParts) {
    this.#folders = parts.folders;
    this.#chance = parts.chance;
    this.#pace = parts.pace;
    this.#plan = parts.plan;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  get operationCount(): number {
    return this.#operationCount;
  }

  /** Ends this life between two operations. */
  kill(): void {
    this.#isDead = true;
  }

  open(
    path: string,
    mode: 'read' | 'write' | 'create',
    options?: { readonly synchronous: boolean },
  ): LogFile {
    const inode = mode === 'create' ? this.#create(path) : this.#find(path);
    return new SimFile(this, { inode, path, isSynchronous: options?.synchronous === true });
  }

  list(dir: string): string[] {
    this.assertAlive();
    if (!this.#folders.hasFolder(dir)) throw simError('ENOENT', dir);
    return this.#folders.namesIn(dir);
  }

  mkdir(dir: string): void {
    this.run('mkdir', dir, () => {
      this.#folders.addFolder(dir);
    });
  }

  rename(from: string, to: string): void {
    this.assertAlive();
    if (this.#folders.get(from) === undefined) throw simError('ENOENT', from);
    this.run('rename', from, () => {
      this.#folders.rename(from, to);
    });
  }

  link(from: string, to: string): void {
    this.assertAlive();
    const inode = this.#folders.get(from);
    if (inode === undefined) throw simError('ENOENT', from);
    if (this.#folders.get(to) !== undefined) throw simError('EEXIST', to);
    this.run('link', to, () => {
      this.#folders.set(to, inode);
    });
  }

  unlink(path: string): void {
    this.assertAlive();
    if (this.#folders.get(path) === undefined) throw simError('ENOENT', path);
    this.run('unlink', path, () => {
      this.#folders.set(path, undefined);
    });
  }

  fsyncDir(dir: string): void {
    this.run('sync-folder', dir, () => {
      this.#folders.sync(dir);
    });
  }

  fsyncDirAsync(dir: string): Promise<void> {
    return this.later(() => {
      this.fsyncDir(dir);
    });
  }

  /** Runs a write: a fault lets any part of it through, from its first byte on. */
  write(file: { inode: SimInode; path: string }, bytes: Uint8Array, position: number): void {
    const fault = this.#next('write', file.path);
    if (fault === undefined) {
      file.inode.write(bytes, position);
      return;
    }
    file.inode.write(bytes.subarray(0, this.#chance.below(bytes.length + 1)), position);
    throw this.#failed(fault, file.path);
  }

  /** Runs a sync: one that fails leaves pages that are clean and not on disk. */
  sync(file: { inode: SimInode; path: string }): void {
    const fault = this.#next('sync', file.path);
    if (fault === undefined) file.inode.sync();
    else if (fault !== 'crash') file.inode.failSync(this.#chance);
    if (fault !== undefined) throw this.#failed(fault, file.path);
  }

  /** Runs an operation that happens wholly or not at all. */
  run(operation: SimOperation, path: string, effect: () => void): void {
    const fault = this.#next(operation, path);
    if (fault === undefined || (fault === 'crash' && this.#chance.chance(0.5))) effect();
    if (fault !== undefined) throw this.#failed(fault, path);
  }

  /** Does it now or a little later, and answers later still: other calls get in between. */
  async later(effect: () => void): Promise<void> {
    const before = this.#pace.below(4);
    const after = this.#pace.below(4);
    for (let hop = 0; hop < before; hop++) await Promise.resolve();
    effect();
    for (let hop = 0; hop < after; hop++) await Promise.resolve();
  }

  assertAlive(): void {
    if (this.#isDead) throw simError('ECRASHED', '');
  }

  #find(path: string): SimInode {
    this.assertAlive();
    const inode = this.#folders.get(path);
    if (inode === undefined) throw simError('ENOENT', path);
    return inode;
  }

  #create(path: string): SimInode {
    this.assertAlive();
    if (!this.#folders.hasFolder(parentOf(path))) throw simError('ENOENT', path);
    if (this.#folders.get(path) !== undefined) throw simError('EEXIST', path);
    const inode = new SimInode();
    this.run('open', path, () => {
      this.#folders.set(path, inode);
    });
    return inode;
  }

  #next(operation: SimOperation, path: string): SimFault | undefined {
    this.assertAlive();
    return this.#plan(operation, this.#operationCount++, path);
  }

  #failed(fault: SimFault, path: string): Error {
    if (fault === 'crash') this.#isDead = true;
    return simError(fault === 'crash' ? 'ECRASHED' : fault, path);
  }
}

class SimFile implements LogFile {
  readonly #fs: SimFs;
  readonly inode: SimInode;
  readonly path: string;
  readonly #isSynchronous: boolean;

  constructor(fs: SimFs, file: { inode: SimInode; path: string; isSynchronous: boolean }) {
    this.#fs = fs;
    this.inode = file.inode;
    this.path = file.path;
    this.#isSynchronous = file.isSynchronous;
  }

  size(): number {
    this.#fs.assertAlive();
    return this.inode.size;
  }

  pread(target: Uint8Array, position: number): number {
    this.#fs.assertAlive();
    return this.inode.read(target, position);
  }

  pwrite(bytes: Uint8Array, position: number): void {
    this.#fs.write(this, bytes, position);
    if (this.#isSynchronous) this.#fs.sync(this);
  }

  pwriteAsync(bytes: Uint8Array, position: number): Promise<void> {
    return this.#fs.later(() => {
      this.pwrite(bytes, position);
    });
  }

  fdatasync(): void {
    this.#fs.sync(this);
  }

  fdatasyncAsync(): Promise<void> {
    return this.#fs.later(() => {
      this.fdatasync();
    });
  }

  fsync(): void {
    this.fdatasync();
  }

  fsyncAsync(): Promise<void> {
    return this.fdatasyncAsync();
  }

  ftruncate(length: number): void {
    this.#fs.run('truncate', this.path, () => {
      this.inode.truncate(length);
    });
  }

  ftruncateAsync(length: number): Promise<void> {
    return this.#fs.later(() => {
      this.ftruncate(length);
    });
  }

  close(): void {
    // Descriptors of a dead process are closed by the system; closing one twice does no harm here.
  }
}

/** An error without a stack, which would be most of its cost. */
function simError(code: string, path: string): Error {
  const error = { name: 'SimError', message: `simulated ${code} ${path}`, code };
  return Object.setPrototypeOf(error, Error.prototype) as Error;
}
