/** Something that keeps pages in memory, and can be told to let one go. */
export interface PageHolder {
  forget(page: number): void;
}

/** Bounds the pages that all indexes together keep in memory: the one read longest ago goes. */
export class PageCache {
  readonly #pagesMax: number;
  readonly #ring: { holder: PageHolder; page: number }[] = [];
  #next = 0;

  constructor(pagesMax: number) {
    this.#pagesMax = pagesMax;
  }

  /** Notes that the holder now keeps a page more. */
  added(holder: PageHolder, page: number): void {
    const oldest = this.#ring[this.#next];
    oldest?.holder.forget(oldest.page);
    this.#ring[this.#next] = { holder, page };
    this.#next = (this.#next + 1) % this.#pagesMax;
  }
}
