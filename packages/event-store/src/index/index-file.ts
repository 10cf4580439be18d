import { readU32, readU64 } from '../format/bytes.ts';
import { MAC_BYTES } from '../format/limits.ts';
import type { FileCache } from '../fs/file-cache.ts';
import { isFsError } from '../fs/log-fs.ts';
import type { Mac } from '../mac.ts';
import type { NameKind, UniqueKind } from './frame-record.ts';
import {
  FILTER_PROBES,
  filterBit,
  filterBlock,
  filterPage,
  INDEX_MAGIC,
  LIST_ENTRY_WORDS,
  NAME_ENTRY_WORDS,
  NAMES_PER_PAGE,
  PAGE_BYTES,
  PAGE_MAC_AT,
  SECTION_ENTRY_BYTES,
  SECTION_TABLE_AT,
  SECTIONS,
  UNIQUE_ENTRY_WORDS,
  UNIQUES_PER_PAGE,
  wordAt,
  WORDS_PER_PAGE,
  type IndexedSegment,
  type Section,
  type SectionName,
} from './index-layout.ts';
import type { NameHash } from './name-hash.ts';
import type { PageCache, PageHolder } from './page-cache.ts';
import type { SegmentIndex, SeqList, SoughtName } from './segment-index.ts';

/** A page of an index is not what was written: the index must be made again. */
export class IndexDamaged extends Error {
  override readonly name = 'IndexDamaged';
}

export interface IndexFileParts {
  readonly path: string;
  readonly files: FileCache;
  readonly pages: PageCache;
  readonly mac: Mac;
}

/** Index of a closed segment on disk, read page by page when it is asked. */
export class IndexFile implements SegmentIndex, PageHolder {
  readonly segment: IndexedSegment;
  readonly #parts: IndexFileParts;
  /** Those in memory; null for one that was, undefined for one that was never read. */
  readonly #pages: (Buffer | null | undefined)[] = [];
  #knownSections: Readonly<Record<SectionName, Section>> | undefined;

  /** Nothing is read before the first question; any but `isOfSegment` may throw IndexDamaged. */
  constructor(parts: IndexFileParts, segment: IndexedSegment) {
    this.#parts = parts;
    this.segment = segment;
  }

  get firstSeq(): number {
    return this.segment.firstSeq;
  }

  get lastSeq(): number {
    return this.segment.firstSeq + this.segment.frameCount - 1;
  }

  /** Tells whether this is an index of the segment as it is, by its first page. */
  isOfSegment(): boolean {
    try {
      return this.#sections.offsets.itemCount === this.segment.frameCount;
    } catch (error) {
      if (error instanceof IndexDamaged) return false;
      throw error;
    }
  }

  offsetOf(seq: number): number {
    return this.#word('offsets', seq - this.firstSeq);
  }

  mayHoldStream({ hash }: SoughtName<NameKind>): boolean {
    return this.#mayHold(hash);
  }

  named({ hash }: SoughtName<NameKind>): SeqList[] {
    return this.#entries(NAMES, hash).map(([start = 0, count = 0]) => ({
      count,
      at: (position) => this.firstSeq + this.#listWord(start + position, 0),
      offsetAt: (position) => this.#listWord(start + position, 1),
    }));
  }

  unique({ hash }: SoughtName<UniqueKind>): readonly number[] {
    if (!this.#mayHold(hash)) return NONE;
    return this.#entries(UNIQUES, hash).map(([ordinal = 0]) => this.firstSeq + ordinal);
  }

  forget(page: number): Buffer | undefined {
    const memory = this.#pages[page];
    this.#pages[page] = null;
    return memory ?? undefined;
  }

  get #sections(): Readonly<Record<SectionName, Section>> {
    this.#knownSections ??= sectionsIn(this.#page(0), this.segment);
    return this.#knownSections;
  }

  /** Asked of every closed segment for every new key, and so written without making anything. */
  #mayHold(hash: NameHash): boolean {
    const { firstPage, pageCount } = this.#sections.filter;
    const bytes = this.#page(firstPage + filterPage(hash, pageCount));
    const block = filterBlock(hash, pageCount);
    for (let probe = 0; probe < FILTER_PROBES; probe++) {
      const bit = block + filterBit(hash, probe);
      if (((bytes[wordAt(0) + (bit >>> 3)] ?? 0) & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  }

  /** The values of all entries with this hash. */
  #entries(shape: TableShape, hash: NameHash): number[][] {
    const { firstPage, pageCount } = this.#sections[shape.section];
    const found: number[][] = [];
    for (let step = 0; step < pageCount; step++) {
      const page = this.#page(firstPage + ((hash.high + step) % pageCount));
      const count = Math.min(readU32(page, 4), shape.perPage);
      for (let entry = 0; entry < count; entry++) {
        const at = wordAt(entry * shape.words);
        if (readU32(page, at) !== hash.high || readU32(page, at + 4) !== hash.low) continue;
        const values = Array.from({ length: shape.words - 2 }, (_, value) =>
          readU32(page, at + 8 + 4 * value),
        );
        found.push(values);
      }
      if (count < shape.perPage) break;
    }
    return found;
  }

  #listWord(entry: number, word: number): number {
    return this.#word('lists', entry * LIST_ENTRY_WORDS + word);
  }

  #word(section: SectionName, position: number): number {
    const { firstPage, itemCount } = this.#sections[section];
    if (position < 0 || position >= itemCount) throw new IndexDamaged('beyond the section');
    const page = this.#page(firstPage + Math.floor(position / WORDS_PER_PAGE));
    return readU32(page, wordAt(position % WORDS_PER_PAGE));
  }

  /** What it gives is valid until the next page, of whichever index, is asked for. */
  #page(number: number): Buffer {
    const known = this.#pages[number];
    if (known) return known;
    const { passing, kept } = this.#parts.pages;
    const ring = known === null ? kept : passing;
    const bytes = ring.take();
    if (!this.#readPage(bytes, number) || !this.#isSealed(bytes, number)) {
      ring.giveBack(bytes);
      throw new IndexDamaged('a page is not what was written');
    }
    ring.added(this, number);
    this.#pages[number] = bytes;
    return bytes;
  }

  #readPage(bytes: Buffer, number: number): boolean {
    const { files, path } = this.#parts;
    try {
      return files.get(path).pread(bytes, number * PAGE_BYTES) === PAGE_BYTES;
    } catch (error) {
      // An index that can't be read is as good as none.
      if (isFsError(error)) return false;
      throw error;
    }
  }

  #isSealed(bytes: Buffer, number: number): boolean {
    const mac = bytes.latin1Slice(PAGE_MAC_AT, PAGE_MAC_AT + MAC_BYTES);
    return (
      this.#parts.mac(bytes, 0, PAGE_MAC_AT) === mac &&
      readU32(bytes, 0) === number &&
      readU64(bytes, 8) === this.segment.firstSeq
    );
  }
}

const NONE: readonly number[] = [];

interface TableShape {
  readonly section: SectionName;
  readonly words: number;
  readonly perPage: number;
}

const NAMES: TableShape = { section: 'names', words: NAME_ENTRY_WORDS, perPage: NAMES_PER_PAGE };
const UNIQUES: TableShape = {
  section: 'uniques',
  words: UNIQUE_ENTRY_WORDS,
  perPage: UNIQUES_PER_PAGE,
};

/** Reads page 0. Throws IndexDamaged when it is of another segment, or of another state of it. */
function sectionsIn(page: Buffer, segment: IndexedSegment): Record<SectionName, Section> {
  if (!isOf(page, segment)) throw new IndexDamaged('an index of something else');
  const [offsets, lists, names, uniques, filter] = SECTIONS.map((_, position) =>
    sectionAt(page, position),
  );
  if (!offsets || !lists || !names || !uniques || !filter) throw new IndexDamaged('no sections');
  return { offsets, lists, names, uniques, filter };
}

function isOf(page: Buffer, segment: IndexedSegment): boolean {
  return (
    page.latin1Slice(16, 24) === INDEX_MAGIC &&
    page.toString('hex', 24, 40) === segment.logId &&
    readU32(page, 40) === segment.frameCount &&
    readU64(page, 48) === segment.bytes &&
    page.latin1Slice(56, 92) === segment.trailer
  );
}

function sectionAt(page: Buffer, position: number): Section {
  const at = SECTION_TABLE_AT + position * SECTION_ENTRY_BYTES;
  return {
    firstPage: readU32(page, at),
    pageCount: readU32(page, at + 4),
    itemCount: readU32(page, at + 8),
  };
}
