/** Something that keeps pages in memory, and can be told to let one go. */
export interface PageHolder {
  /** Gives the memory of the page. */
  forget(page: number): Buffer | undefined;
}

/** Memory is taken for so many pages at once: a small piece costs nearly as much as a large one. */
const PAGES_PER_SLAB = 64;
/** Pages that nobody may ask for again. */
const PASSING_PAGES = 64;

/**
 * Memory for the pages of all indexes together. A page is kept when it is read for the second time:
 * whoever reads a stream of a long log asks for many pages, most of them once, and memory that is
 * new costs more than reading them.
 */
export class PageCache {
  /** For pages that are read for the first time. */
  readonly passing: PageRing;
  readonly kept: PageRing;

  constructor(pagesMax: number, pageBytes: number) {
    this.passing = new PageRing(Math.min(PASSING_PAGES, pagesMax), pageBytes);
    this.kept = new PageRing(pagesMax, pageBytes);
  }
}

/**
 * Memory for so many pages. When there are as many as may be, the one read longest ago goes, and
 * its memory serves for the next.
 */
export class PageRing {
  readonly #pagesMax: number;
  readonly #pageBytes: number;
  readonly #ring: ({ holder: PageHolder; page: number } | undefined)[] = [];
  #next = 0;
  #spare: Buffer[] = [];

  constructor(pagesMax: number, pageBytes: number) {
    this.#pagesMax = pagesMax;
    this.#pageBytes = pageBytes;
  }

  /** Gives memory for a page, which another page may have been in up to now. */
  take(): Buffer {
    const oldest = this.#ring[this.#next];
    const reused = oldest?.holder.forget(oldest.page);
    this.#ring[this.#next] = undefined;
    if (reused !== undefined) return reused;
    if (this.#spare.length === 0) this.#spare = this.#slab();
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(this.#pageBytes);
  }

  /** Takes memory back in which nothing came to be. */
  giveBack(memory: Buffer): void {
    this.#spare.push(memory);
  }

  /** Notes that the holder now keeps a page more. */
  added(holder: PageHolder, page: number): void {
    this.#ring[this.#next] = { holder, page };
    this.#next = (this.#next + 1) % this.#pagesMax;
  }

  #slab(): Buffer[] {
    const bytes = this.#pageBytes;
    const slab = Buffer.allocUnsafeSlow(PAGES_PER_SLAB * bytes);
    return Array.from({ length: PAGES_PER_SLAB }, (_, page) =>
      slab.subarray(page * bytes, (page + 1) * bytes),
    );
  }
}
