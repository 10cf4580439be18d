import { readU32, writeU32, writeU64 } from '../format/bytes.ts';
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
/** Events of lists cost much less each. */
const EVENTS_PER_SLICE = 32_768;
const PAGES_PER_SLICE = 256;

/**
 * Makes the file of a segment's index. A generator, because that takes a while for a large segment:
 * between any two steps other work can be done. What is done for each event is in functions of
 * their own, since they are compiled while they run.
 */
export function* buildIndex(
  index: MemoryIndex,
  segment: IndexedSegment,
  keys: IndexKeys,
): Generator<void, Buffer> {
  const pageCounts = pageCountsOf(index);
  const pageCount = 1 + SECTIONS.reduce((count, name) => count + pageCounts[name], 0);
  const file = Buffer.alloc(pageCount * PAGE_BYTES);
  const sections = sectionsOf(file, pageCounts);
  yield* fillOffsets(sections.offsets, index.offsets);
  yield* fillNames(sections, index, keys.hasher);
  yield* fillUniques(sections.uniques, index, keys.hasher);
  yield* fillFilter(sections.filter, index, keys.hasher);
  writeHeader(file, segment, sections);
  for (let page = 0; page < pageCount; page++) {
    sealPage(file, page, { firstSeq: segment.firstSeq, mac: keys.mac });
    if ((page + 1) % PAGES_PER_SLICE === 0) yield;
  }
  return file;
}

function pageCountsOf(index: MemoryIndex): Record<SectionName, number> {
  return {
    offsets: wordPageCount(index.frameCount),
    lists: wordPageCount(LIST_ENTRY_WORDS * index.namedCount),
    names: tablePageCount(index.nameCount, NAMES_PER_PAGE),
    uniques: tablePageCount(index.uniqueCount, UNIQUES_PER_PAGE),
    filter: filterPageCount(index.uniqueCount + index.streamCount),
  };
}

function wordPageCount(wordCount: number): number {
  return Math.max(1, Math.ceil(wordCount / WORDS_PER_PAGE));
}

function sectionsOf(
  file: Buffer,
  pageCounts: Record<SectionName, number>,
): Record<SectionName, Pages> {
  let firstPage = 1;
  const next = (name: SectionName): Pages => {
    const pages = new Pages(file, firstPage, pageCounts[name]);
    firstPage += pageCounts[name];
    return pages;
  };
  // In the order of SECTIONS.
  return {
    offsets: next('offsets'),
    lists: next('lists'),
    names: next('names'),
    uniques: next('uniques'),
    filter: next('filter'),
  };
}

/** A section under construction. */
class Pages {
  readonly firstPage: number;
  readonly pageCount: number;
  itemCount = 0;
  readonly #bytes: Buffer;
  /** Where the next word of a list goes, and where the words of its page end. */
  #at = wordAt(0);
  #pageEnd = PAGE_MAC_AT;

  constructor(file: Buffer, firstPage: number, pageCount: number) {
    this.firstPage = firstPage;
    this.pageCount = pageCount;
    this.#bytes = file.subarray(firstPage * PAGE_BYTES, (firstPage + pageCount) * PAGE_BYTES);
  }

  /** Adds words behind all others. */
  addWords(words: Uint32Array): void {
    for (const word of words) {
      if (this.#at === this.#pageEnd) this.#turnPage();
      writeU32(this.#bytes, this.#at, word);
      this.#at += 4;
    }
    this.itemCount += words.length;
  }

  /** Adds entries of lists behind all others: events, and the offset of each. */
  addEvents(events: Uint32Array, offsets: Uint32Array): void {
    const bytes = this.#bytes;
    for (const event of events) {
      // A page holds whole entries.
      if (this.#at === this.#pageEnd) this.#turnPage();
      writeU32(bytes, this.#at, event);
      writeU32(bytes, this.#at + 4, offsets[event] ?? 0);
      this.#at += 8;
    }
    this.itemCount += LIST_ENTRY_WORDS * events.length;
  }

  /** Adds an entry to a hash table. */
  insert(hash: NameHash, values: readonly number[], entriesPerPage: number): void {
    let page = hash.high % this.pageCount;
    while (this.#countIn(page) === entriesPerPage) page = (page + 1) % this.pageCount;
    const count = this.#countIn(page);
    const words = [hash.high, hash.low, ...values];
    for (const [index, word] of words.entries()) {
      writeU32(this.#bytes, page * PAGE_BYTES + wordAt(count * words.length + index), word);
    }
    writeU32(this.#bytes, page * PAGE_BYTES + 4, count + 1);
    this.itemCount += 1;
  }

  setBit(page: number, bit: number): void {
    const at = page * PAGE_BYTES + wordAt(0) + (bit >>> 3);
    this.#bytes[at] = (this.#bytes[at] ?? 0) | (1 << (bit & 7));
  }

  #turnPage(): void {
    this.#pageEnd += PAGE_BYTES;
    this.#at = this.#pageEnd - PAGE_MAC_AT + wordAt(0);
  }

  #countIn(page: number): number {
    return readU32(this.#bytes, page * PAGE_BYTES + 4);
  }
}

function* fillOffsets(pages: Pages, offsets: Uint32Array): Generator<void, void> {
  for (const slice of slicesOf(offsets)) {
    pages.addWords(slice);
    yield;
  }
}

function* fillUniques(pages: Pages, index: MemoryIndex, hasher: NameHasher): Generator<void, void> {
  let count = 0;
  for (const { kind, name, seq } of index.uniques()) {
    pages.insert(hasher.hash(kind, name), [seq - index.firstSeq], UNIQUES_PER_PAGE);
    if (++count % ITEMS_PER_SLICE === 0) yield;
  }
}

function* fillFilter(pages: Pages, index: MemoryIndex, hasher: NameHasher): Generator<void, void> {
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
}

function* fillNames(
  { lists, names }: Pick<Record<SectionName, Pages>, 'lists' | 'names'>,
  index: MemoryIndex,
  hasher: NameHasher,
): Generator<void, void> {
  const { offsets } = index;
  for (const kind of NAME_KINDS) {
    const { starts, frames } = index.sortedByName(kind);
    const listStart = lists.itemCount / LIST_ENTRY_WORDS;
    for (const slice of slicesOf(frames)) {
      lists.addEvents(slice, offsets);
      yield;
    }
    let number = 0;
    for (const name of index.namesOf(kind)) {
      const start = starts[number] ?? 0;
      const count = (starts[number + 1] ?? 0) - start;
      names.insert(hasher.hash(kind, name), [listStart + start, count], NAMES_PER_PAGE);
      if (++number % ITEMS_PER_SLICE === 0) yield;
    }
    yield;
  }
}

function* slicesOf(words: Uint32Array): Generator<Uint32Array, void> {
  for (let start = 0; start < words.length; start += EVENTS_PER_SLICE)
    yield words.subarray(start, start + EVENTS_PER_SLICE);
}

function writeHeader(
  page: Buffer,
  segment: IndexedSegment,
  sections: Record<SectionName, Pages>,
): void {
  page.latin1Write(INDEX_MAGIC, 16, 8);
  page.write(segment.logId, 24, 'hex');
  writeU32(page, 40, segment.frameCount);
  writeU64(page, 48, segment.bytes);
  page.latin1Write(segment.trailer, 56, 36);
  for (const [position, name] of SECTIONS.entries()) {
    const { firstPage, pageCount, itemCount } = sections[name];
    const at = SECTION_TABLE_AT + position * SECTION_ENTRY_BYTES;
    writeU32(page, at, firstPage);
    writeU32(page, at + 4, pageCount);
    writeU32(page, at + 8, itemCount);
  }
}

function sealPage(file: Buffer, page: number, by: { firstSeq: number; mac: Mac }): void {
  const at = page * PAGE_BYTES;
  writeU32(file, at, page);
  writeU64(file, at + 8, by.firstSeq);
  file.latin1Write(by.mac(file, at, PAGE_MAC_AT), at + PAGE_MAC_AT, MAC_BYTES);
}
