import { writeU32, writeU64 } from '../format/bytes.ts';
import { MAC_BYTES } from '../format/limits.ts';
import type { Mac } from '../mac.ts';
import { NAME_KINDS } from './frame-record.ts';
import {
  filterBits,
  filterPageCount,
  INDEX_MAGIC,
  LIST_ENTRY_WORDS,
  NAMES_PER_PAGE,
  PAGE_BYTES,
  PAGE_MAC_AT,
  SECTION_ENTRY_BYTES,
  SECTION_TABLE_AT,
  SECTIONS,
  tablePageCount,
  UNIQUES_PER_PAGE,
  wordAt,
  WORDS_PER_PAGE,
  type IndexedSegment,
  type SectionName,
} from './index-layout.ts';
import type { MemoryIndex } from './memory-index.ts';
import type { NameHash, NameHasher } from './name-hash.ts';

export interface IndexKeys {
  readonly mac: Mac;
  readonly hasher: NameHasher;
}

/** How many items are worked on before others get their turn. */
const ITEMS_PER_SLICE = 4096;

/**
 * Makes the file of a segment's index. A generator, because that takes a while for a large segment:
 * between any two steps other work can be done.
 */
export function* buildIndex(
  index: MemoryIndex,
  segment: IndexedSegment,
  keys: IndexKeys,
): Generator<void, Buffer> {
  const sections: Record<SectionName, Pages> = {
    offsets: yield* offsetPages(index),
    lists: new Pages(1),
    names: new Pages(1),
    uniques: yield* uniquePages(index, keys.hasher),
    filter: yield* filterPages(index, keys.hasher),
  };
  yield* addNames(index, keys.hasher, sections);
  const all = [headerPage(segment, sections), ...SECTIONS.map((name) => sections[name].bytes)];
  const file = Buffer.concat(all);
  for (let page = 0; page * PAGE_BYTES < file.length; page++) {
    sealPage(file, page, { firstSeq: segment.firstSeq, mac: keys.mac });
    if (page % 256 === 255) yield;
  }
  return file;
}

/** A section under construction. */
class Pages {
  bytes: Buffer;
  itemCount = 0;

  constructor(pageCount: number) {
    this.bytes = Buffer.alloc(pageCount * PAGE_BYTES);
  }

  get pageCount(): number {
    return this.bytes.length / PAGE_BYTES;
  }

  /** Adds a word behind all others. */
  push(word: number): void {
    const page = Math.floor(this.itemCount / WORDS_PER_PAGE);
    if (page >= this.pageCount)
      this.bytes = Buffer.concat([this.bytes, Buffer.alloc(this.bytes.length)]);
    writeU32(this.bytes, page * PAGE_BYTES + wordAt(this.itemCount % WORDS_PER_PAGE), word);
    this.itemCount += 1;
  }

  /** Cuts off pages that hold no word. */
  trim(): this {
    const pageCount = Math.max(1, Math.ceil(this.itemCount / WORDS_PER_PAGE));
    this.bytes = this.bytes.subarray(0, pageCount * PAGE_BYTES);
    return this;
  }

  /** Adds an entry to a hash table. */
  insert(hash: NameHash, values: readonly number[], entriesPerPage: number): void {
    let page = hash.high % this.pageCount;
    while (this.#countIn(page) === entriesPerPage) page = (page + 1) % this.pageCount;
    const count = this.#countIn(page);
    const words = [hash.high, hash.low, ...values];
    for (const [index, word] of words.entries()) {
      writeU32(this.bytes, page * PAGE_BYTES + wordAt(count * words.length + index), word);
    }
    writeU32(this.bytes, page * PAGE_BYTES + 4, count + 1);
    this.itemCount += 1;
  }

  setBit(page: number, bit: number): void {
    const at = page * PAGE_BYTES + wordAt(0) + (bit >>> 3);
    this.bytes[at] = (this.bytes[at] ?? 0) | (1 << (bit & 7));
  }

  #countIn(page: number): number {
    return this.bytes.readUInt32LE(page * PAGE_BYTES + 4);
  }
}

function* offsetPages(index: MemoryIndex): Generator<void, Pages> {
  const pages = new Pages(1);
  for (const offset of index.offsets()) {
    pages.push(offset);
    if (pages.itemCount % ITEMS_PER_SLICE === 0) yield;
  }
  return pages.trim();
}

function* uniquePages(index: MemoryIndex, hasher: NameHasher): Generator<void, Pages> {
  const pages = new Pages(tablePageCount(index.uniqueCount, UNIQUES_PER_PAGE));
  let count = 0;
  for (const { kind, name, seq } of index.uniques()) {
    pages.insert(hasher.hash(kind, name), [seq - index.firstSeq], UNIQUES_PER_PAGE);
    if (++count % ITEMS_PER_SLICE === 0) yield;
  }
  return pages;
}

function* filterPages(index: MemoryIndex, hasher: NameHasher): Generator<void, Pages> {
  const pages = new Pages(filterPageCount(index.uniqueCount + index.streamCount));
  const add = (hash: NameHash): void => {
    const { page, bits } = filterBits(hash, pages.pageCount);
    for (const bit of bits) pages.setBit(page, bit);
    pages.itemCount += 1;
  };
  for (const { kind, name } of index.uniques()) {
    add(hasher.hash(kind, name));
    if (pages.itemCount % ITEMS_PER_SLICE === 0) yield;
  }
  for (const stream of index.streams()) {
    add(hasher.hash('stream', stream));
    if (pages.itemCount % ITEMS_PER_SLICE === 0) yield;
  }
  return pages;
}

function* addNames(
  index: MemoryIndex,
  hasher: NameHasher,
  sections: Record<SectionName, Pages>,
): Generator<void> {
  yield* index.completeListsInSlices(ITEMS_PER_SLICE);
  const lists = sections.lists;
  const names = new Pages(tablePageCount(index.nameCount, NAMES_PER_PAGE));
  let pushed = 0;
  for (const kind of NAME_KINDS) {
    for (const [name, ordinals] of index.listsOf(kind)) {
      const start = lists.itemCount / LIST_ENTRY_WORDS;
      for (const ordinal of ordinals) {
        lists.push(ordinal);
        lists.push(index.offsetOf(index.firstSeq + ordinal));
      }
      names.insert(hasher.hash(kind, name), [start, ordinals.length], NAMES_PER_PAGE);
      pushed += ordinals.length + 1;
      if (pushed < ITEMS_PER_SLICE) continue;
      pushed = 0;
      yield;
    }
  }
  sections.names = names;
  lists.trim();
}

function headerPage(segment: IndexedSegment, sections: Record<SectionName, Pages>): Buffer {
  const page = Buffer.alloc(PAGE_BYTES);
  page.latin1Write(INDEX_MAGIC, 16, 8);
  page.write(segment.logId, 24, 'hex');
  writeU32(page, 40, segment.frameCount);
  writeU64(page, 48, segment.bytes);
  page.latin1Write(segment.trailer, 56, 36);
  let firstPage = 1;
  for (const [position, name] of SECTIONS.entries()) {
    const { pageCount, itemCount } = sections[name];
    const at = SECTION_TABLE_AT + position * SECTION_ENTRY_BYTES;
    writeU32(page, at, firstPage);
    writeU32(page, at + 4, pageCount);
    writeU32(page, at + 8, itemCount);
    firstPage += pageCount;
  }
  return page;
}

function sealPage(file: Buffer, page: number, by: { firstSeq: number; mac: Mac }): void {
  const at = page * PAGE_BYTES;
  writeU32(file, at, page);
  writeU64(file, at + 8, by.firstSeq);
  file.latin1Write(by.mac(file, at, PAGE_MAC_AT), at + PAGE_MAC_AT, MAC_BYTES);
}
