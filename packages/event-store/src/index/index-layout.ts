/**
 * The file of a closed segment's index, `index/<name of the segment>.lhidx`. It is derived: it can
 * be deleted at any time, and is made again from the segment.
 *
 * Pages of 4,096 bytes, little endian:
 *
 *     0 page number u32 | 4 items in page u32 | 8 firstSeq u64 | 16 payload 4,048 | 4,064 mac 32
 *
 * The MAC, under a key derived from the log key, covers the page up to it, so that any page can be
 * trusted by itself. Page 0 says what was indexed, and where the sections are:
 *
 *     16 magic 8 | 24 logId 16 | 40 frames u32 | 44 zeros 4 | 48 bytes of the segment u64
 *     56 last 36 bytes of the segment | 92 zeros 4
 *     96 by section, in the order of SECTIONS: first page u32, pages u32, items u32
 *
 * Sections are words (u32), as many as fit in a page:
 *
 *     offsets   by frame: its offset in the segment
 *     lists     by name: the events that have it, ascending, two words each: the event, counted
 *               from the first frame, and its offset in the segment
 *     names     hash table of streams, types, agents, correlations: hash 2 words, start of list,
 *               length of the list, both in events
 *     uniques   hash table of ids and idempotency keys: hash 2 words, event
 *     filter    blocked Bloom filter of streams, ids and keys, in blocks of 16 words
 *
 * A hash table has its entries in the page that the upper half of the hash chooses, or in those
 * behind it as long as pages are full.
 */
export const INDEX_MAGIC = 'LHIDX\x02\r\n';
export const INDEX_DIR = 'index';
export const INDEX_SUFFIX = '.lhidx';
/** What the index key is derived for. */
export const INDEX_KEY_INFO = 'lighthouse/index/v1';
export const INDEX_HASH_INFO = 'lighthouse/index-hash/v1';

export const PAGE_BYTES = 4096;
export const PAYLOAD_AT = 16;
export const PAGE_MAC_AT = 4064;
const WORD_BYTES = 4;
export const WORDS_PER_PAGE = (PAGE_MAC_AT - PAYLOAD_AT) / WORD_BYTES;

export const SECTIONS = ['offsets', 'lists', 'names', 'uniques', 'filter'] as const;
export type SectionName = (typeof SECTIONS)[number];
export const SECTION_TABLE_AT = 96;
export const SECTION_ENTRY_BYTES = 12;

export interface Section {
  readonly firstPage: number;
  readonly pageCount: number;
  readonly itemCount: number;
}

/** A page holds whole entries of a list. */
export const LIST_ENTRY_WORDS = 2;
export const NAME_ENTRY_WORDS = 4;
export const UNIQUE_ENTRY_WORDS = 3;
export const NAMES_PER_PAGE = Math.floor(WORDS_PER_PAGE / NAME_ENTRY_WORDS);
export const UNIQUES_PER_PAGE = Math.floor(WORDS_PER_PAGE / UNIQUE_ENTRY_WORDS);
/** How full hash tables are made. */
export const TABLE_LOAD = 0.7;

export const FILTER_BLOCK_WORDS = 16;
export const FILTER_BLOCKS_PER_PAGE = Math.floor(WORDS_PER_PAGE / FILTER_BLOCK_WORDS);
const FILTER_BITS_PER_NAME = 12;
export const FILTER_PROBES = 6;
const FILTER_BLOCK_BITS = FILTER_BLOCK_WORDS * 32;

/** What an index was made of. It serves only for a segment of which all this is true. */
export interface IndexedSegment {
  readonly logId: string;
  readonly firstSeq: number;
  readonly frameCount: number;
  readonly bytes: number;
  /** 36 bytes as latin1. */
  readonly trailer: string;
}

/** Offset of a word in its page. */
export function wordAt(position: number): number {
  return PAYLOAD_AT + position * WORD_BYTES;
}

export function filterPageCount(nameCount: number): number {
  const bitsPerPage = FILTER_BLOCKS_PER_PAGE * FILTER_BLOCK_BITS;
  return Math.max(1, Math.ceil((nameCount * FILTER_BITS_PER_NAME) / bitsPerPage));
}

export function tablePageCount(entryCount: number, entriesPerPage: number): number {
  return Math.max(1, Math.ceil(entryCount / (entriesPerPage * TABLE_LOAD)));
}

type Hash = { readonly high: number; readonly low: number };

/** In which page of the filter a hash has its bits. */
export function filterPage({ high }: Hash, pageCount: number): number {
  return (high >>> 0) % pageCount;
}

/** The first bit of the block, in its page, that a hash has its bits in. */
export function filterBlock({ high }: Hash, pageCount: number): number {
  const block = Math.floor((high >>> 0) / pageCount) % FILTER_BLOCKS_PER_PAGE;
  return block * FILTER_BLOCK_BITS;
}

/** Which bits of its block a hash has: those of `probe` in [0, FILTER_PROBES). */
export function filterBit({ low }: Hash, probe: number): number {
  // Double hashing: an odd step reaches every bit of the block, of which there are a power of two.
  const step = (low >>> 9) | 1;
  return (low + Math.imul(probe, step)) & (FILTER_BLOCK_BITS - 1);
}

/** Where a hash has its bits in the filter: a page, and bits in one block of it. */
export function filterBits(
  hash: Hash,
  pageCount: number,
): { readonly page: number; readonly bits: readonly number[] } {
  const block = filterBlock(hash, pageCount);
  const bits = Array.from({ length: FILTER_PROBES }, (_, probe) => block + filterBit(hash, probe));
  return { page: filterPage(hash, pageCount), bits };
}
