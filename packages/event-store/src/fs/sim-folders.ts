import type { SimInode } from './sim-inode.ts';
import type { Chance } from './sim-chance.ts';

/** One change of names: all of it survives a power loss or none. */
interface NameChange {
  readonly sets: readonly (readonly [path: string, inode: SimInode | undefined])[];
  readonly dirs: readonly string[];
}

/**
 * The names of all simulated files, as processes see them and as the disk has them. Folders
 * themselves are always durable.
 */
export class SimFolders {
  readonly #dirs = new Set<string>();
  readonly #names = new Map<string, SimInode>();
  readonly #durable = new Map<string, SimInode>();
  #pending: NameChange[] = [];

  /** The same names on another disk, of files that are there alone. */
  clone(): SimFolders {
    const copy = new SimFolders();
    const inodes = new Map<SimInode, SimInode>();
    const copyOf = (inode: SimInode): SimInode => {
      const known = inodes.get(inode) ?? inode.clone();
      inodes.set(inode, known);
      return known;
    };
    for (const dir of this.#dirs) copy.#dirs.add(dir);
    for (const [path, inode] of this.#names) copy.#names.set(path, copyOf(inode));
    for (const [path, inode] of this.#durable) copy.#durable.set(path, copyOf(inode));
    copy.#pending = this.#pending.map(({ sets, dirs }) => {
      return { dirs, sets: sets.map(([path, inode]) => [path, inode && copyOf(inode)] as const) };
    });
    return copy;
  }

  addFolder(dir: string): void {
    for (let path = dir; path !== ''; path = parentOf(path)) this.#dirs.add(path);
  }

  hasFolder(dir: string): boolean {
    return this.#dirs.has(dir);
  }

  get(path: string): SimInode | undefined {
    return this.#names.get(path);
  }

  namesIn(dir: string): string[] {
    const prefix = `${dir}/`;
    const names = new Set<string>();
    for (const path of [...this.#names.keys(), ...this.#dirs]) {
      if (path.startsWith(prefix)) names.add(path.slice(prefix.length).replace(/\/.*$/, ''));
    }
    return [...names].toSorted();
  }

  set(path: string, inode: SimInode | undefined): void {
    this.#change([[path, inode]]);
  }

  rename(from: string, to: string): void {
    const inode = this.#names.get(from);
    this.#change([
      [to, inode],
      [from, undefined],
    ]);
  }

  sync(dir: string): void {
    for (const change of this.#pending) {
      if (change.dirs.includes(dir)) this.#apply(this.#durable, change);
    }
    this.#pending = this.#pending.filter((change) => !change.dirs.includes(dir));
  }

  /** Makes as if the file had never been. */
  forget(path: string): void {
    this.#names.delete(path);
    this.#durable.delete(path);
    this.#pending = this.#pending.filter(({ sets }) => sets.every(([name]) => name !== path));
  }

  /**
   * Keeps any of the changes that were not synced, each by itself, and returns the files that are
   * left.
   */
  losePower(chance: Chance): SimInode[] {
    for (const change of this.#pending) {
      if (chance.chance(0.5)) this.#apply(this.#durable, change);
    }
    this.#pending = [];
    this.#names.clear();
    for (const [path, inode] of this.#durable) this.#names.set(path, inode);
    return [...new Set(this.#names.values())];
  }

  #change(sets: NameChange['sets']): void {
    const change = { sets, dirs: [...new Set(sets.map(([path]) => parentOf(path)))] };
    this.#apply(this.#names, change);
    this.#pending.push(change);
  }

  #apply(names: Map<string, SimInode>, change: NameChange): void {
    for (const [path, inode] of change.sets) {
      if (inode === undefined) names.delete(path);
      else names.set(path, inode);
    }
  }
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
