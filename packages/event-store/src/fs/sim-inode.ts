import type { Chance } from './sim-chance.ts';

/** What a disk writes or loses as a whole. */
export const SECTOR_BYTES = 512;

/**
 * The content of one simulated file, twice: as processes see it (the page cache) and as the disk
 * has it.
 *
 * Each unsynced write leaves a version of every sector it touches. A power loss keeps, for each
 * sector by itself, the durable content or any of those versions: sectors are lost, reordered and
 * torn apart, but never torn within. A sector that was never durable may also come up as garbage.
 * The length is lost or kept apart from the data, so it may run ahead of them.
 */
export class SimInode {
  #cache: Uint8Array = NOTHING;
  #size = 0;
  #disk: Uint8Array = NOTHING;
  #diskSize = 0;
  /** Others read the same memory: it is copied before it is written to. */
  #isCacheShared = true;
  #isDiskShared = true;
  /** By sector: its content after each write since the last sync. */
  readonly #versions = new Map<number, Uint8Array[]>();
  /** Lengths since the last sync. */
  #sizes: number[] = [];

  /** The same file on another disk. */
  clone(): SimInode {
    const copy = new SimInode();
    copy.#cache = this.#cache;
    copy.#size = this.#size;
    copy.#disk = this.#disk;
    copy.#diskSize = this.#diskSize;
    this.#isCacheShared = true;
    this.#isDiskShared = true;
    // Versions are never written to again.
    for (const [sector, versions] of this.#versions) copy.#versions.set(sector, [...versions]);
    copy.#sizes = [...this.#sizes];
    return copy;
  }

  get size(): number {
    return this.#size;
  }

  read(target: Uint8Array, position: number): number {
    const count = Math.max(0, Math.min(target.length, this.#size - position));
    target.set(this.#cache.subarray(position, position + count));
    return count;
  }

  write(bytes: Uint8Array, position: number): void {
    if (bytes.length === 0) return;
    const end = position + bytes.length;
    this.#ownCache(end);
    this.#cache.set(bytes, position);
    this.#size = Math.max(this.#size, end);
    this.#sizes.push(this.#size);
    this.#recordVersions(position, end);
  }

  truncate(length: number): void {
    const before = this.#size;
    this.#ownCache(length);
    this.#cache.fill(0, Math.min(length, before));
    this.#size = length;
    this.#sizes.push(length);
    if (length < before) this.#recordVersions(length, before);
  }

  sync(): void {
    this.#ownDisk();
    for (const [sector, versions] of this.#versions) {
      const last = versions.at(-1);
      if (last !== undefined) this.#disk.set(last, sector * SECTOR_BYTES);
    }
    this.#diskSize = this.#size;
    this.#forgetPending();
  }

  /**
   * A sync that fails: part of the data reaches the disk, the rest does not, and all of it counts
   * as clean from now on. The page cache goes on showing it, and the next sync succeeds without
   * writing it.
   */
  failSync(chance: Chance): void {
    this.#ownDisk();
    for (const [sector, versions] of this.#versions) {
      const last = versions.at(-1);
      if (last !== undefined && chance.chance(0.5)) this.#disk.set(last, sector * SECTOR_BYTES);
    }
    if (chance.chance(0.5)) this.#diskSize = this.#size;
    this.#forgetPending();
  }

  /** The machine loses power: what was not synced is kept or lost sector by sector. */
  losePower(chance: Chance): void {
    const size = this.#sizeAfterPowerLoss(chance);
    this.#ownDisk();
    const image = this.#disk;
    image.fill(0, this.#diskSize);
    for (const [sector, versions] of this.#versions) {
      const kept = chance.below(versions.length + 1) - 1;
      const content = versions[kept] ?? this.#unwritten(sector, chance);
      if (content !== undefined) image.set(content, sector * SECTOR_BYTES);
    }
    image.fill(0, size);
    this.#diskSize = size;
    this.#cache = image;
    this.#size = size;
    this.#isCacheShared = true;
    this.#isDiskShared = true;
    this.#forgetPending();
  }

  /**
   * Garbage, now and then, for a sector that was never durable; undefined leaves what the disk has.
   */
  #unwritten(sector: number, chance: Chance): Uint8Array | undefined {
    const start = sector * SECTOR_BYTES;
    if (start < this.#diskSize || !chance.chance(0.15)) return undefined;
    if (chance.chance(0.5) || start === 0) return chance.bytes(SECTOR_BYTES);
    const stale = chance.below(sector) * SECTOR_BYTES;
    return this.#cache.slice(stale, stale + SECTOR_BYTES);
  }

  #sizeAfterPowerLoss(chance: Chance): number {
    if (this.#sizes.length === 0) return this.#diskSize;
    const choice = chance.below(4);
    if (choice === 0) return this.#diskSize;
    if (choice === 1) return this.#size;
    if (choice === 2) return this.#sizes[chance.below(this.#sizes.length)] ?? this.#size;
    const low = Math.min(this.#diskSize, this.#size);
    const high = Math.max(this.#diskSize, this.#size);
    const between = low + chance.below(high - low + 1);
    // A length grows by whole pages as they are written back, or to where a write ended.
    return Math.min(high, Math.max(low, between - (between % SECTOR_BYTES)));
  }

  /** Makes the cache one that may be written to, up to `end`. */
  #ownCache(end: number): void {
    const own = withRoomFor(this.#cache, end);
    this.#cache = own === this.#cache && this.#isCacheShared ? own.slice() : own;
    this.#isCacheShared = false;
  }

  /** Makes the disk one that may be written to, as far as the cache reaches. */
  #ownDisk(): void {
    const own = withRoomFor(this.#disk, this.#cache.length);
    this.#disk = own === this.#disk && this.#isDiskShared ? own.slice() : own;
    this.#isDiskShared = false;
  }

  #recordVersions(from: number, to: number): void {
    const first = Math.floor(from / SECTOR_BYTES);
    const last = Math.floor((to - 1) / SECTOR_BYTES);
    for (let sector = first; sector <= last; sector++) {
      const content = this.#cache.slice(sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
      const versions = this.#versions.get(sector);
      if (versions === undefined) this.#versions.set(sector, [content]);
      else versions.push(content);
    }
  }

  #forgetPending(): void {
    this.#versions.clear();
    this.#sizes = [];
  }
}

const NOTHING = new Uint8Array(0);

/** At least `bytes` long, a whole number of sectors, growing by doubling. */
function withRoomFor(content: Uint8Array, bytes: number): Uint8Array {
  if (bytes <= content.length) return content;
  const sectors = Math.ceil(Math.max(bytes, content.length * 2) / SECTOR_BYTES);
  const grown = new Uint8Array(sectors * SECTOR_BYTES);
  grown.set(content);
  return grown;
}
