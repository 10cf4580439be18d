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
    ...(yield* namePages(index, keys.hasher)),
    uniques: yield* uniquePages(index, keys.hasher),
    filter: yield* filterPages(index, keys.hasher),
  };
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
  readonly bytes: Buffer;
  itemCount = 0;
  /** Where the next word of a list goes, and where the words of its page end. */
  #at = wordAt(0);
  #pageEnd = PAGE_MAC_AT;

  constructor(pageCount: number) {
    this.bytes = Buffer.alloc(pageCount * PAGE_BYTES);
  }

  /** A list of so many words. */
  static ofWords(count: number): Pages {
    return new Pages(Math.max(1, Math.ceil(count / WORDS_PER_PAGE)));
  }

  get pageCount(): number {
    return this.bytes.length / PAGE_BYTES;
  }

  /** Adds a word behind all others. */
  push(word: number): void {
    if (this.#at === this.#pageEnd) {
      this.#pageEnd += PAGE_BYTES;
      this.#at = this.#pageEnd - PAGE_MAC_AT + wordAt(0);
    }
    writeU32(this.bytes, this.#at, word);
    this.#at += 4;
    this.itemCount += 1;
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
  const pages = Pages.ofWords(index.frameCount);
  for (let { firstSeq: seq } = index; seq <= index.lastSeq; seq++) {
    pages.push(index.offsetOf(seq));
    if (pages.itemCount % ITEMS_PER_SLICE === 0) yield;
  }
  return pages;
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

function* namePages(
  index: MemoryIndex,
  hasher: NameHasher,
): Generator<void, { readonly lists: Pages; readonly names: Pages }> {
  const byName = [];
  for (const kind of NAME_KINDS) {
    byName.push({ kind, named: [...index.framesByName(kind)] });
    yield;
  }
  const listed = byName.flatMap(({ named }) => named.map(([, ordinals]) => ordinals.length));
  const lists = Pages.ofWords(LIST_ENTRY_WORDS * listed.reduce((sum, count) => sum + count, 0));
  const names = new Pages(tablePageCount(index.nameCount, NAMES_PER_PAGE));
  let pushed = 0;
  for (const { kind, named } of byName) {
    for (const [name, ordinals] of named) {
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
  return { lists, names };
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
