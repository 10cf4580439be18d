import { WordList } from './word-list.ts';

/** What a frame has that has no such name. */
const NO_NAME = 0xffff_ffff;

/** Those of name n, in the order of `names()`, are at [starts[n], starts[n + 1]), ascending. */
export interface SortedFrames {
  readonly starts: Uint32Array;
  readonly frames: Uint32Array;
}

/** The names of one kind that frames have, one or none each; every name is kept once. */
export class NameTable {
  readonly #numbers = new Map<string, number>();
  /** By frame: the number of its name. */
  readonly #ofFrames: WordList;
  /** By name: the frames that have it. */
  readonly #lists: number[][] = [];

  /** Frames that have a name. */
  #namedCount = 0;

  /** For about so many frames. */
  constructor(framesExpected = 0) {
    this.#ofFrames = new WordList(framesExpected);
  }

  get namedCount(): number {
    return this.#namedCount;
  }

  get nameCount(): number {
    return this.#numbers.size;
  }

  names(): IterableIterator<string> {
    return this.#numbers.keys();
  }

  numberOf(name: string): number | undefined {
    return this.#numbers.get(name);
  }

  /** Notes the name of the next frame; gives the number of the name. */
  add(name: string | undefined): number {
    if (name === undefined) {
      this.#ofFrames.push(NO_NAME);
      return NO_NAME;
    }
    const number = this.#number(name);
    this.#ofFrames.push(number);
    this.#namedCount += 1;
    return number;
  }

  /** Puts frames [from, until) into the lists of their names; those before are there already. */
  list(from: number, until: number): void {
    for (let frame = from; frame < until; frame++) {
      this.#lists[this.#ofFrames.at(frame)]?.push(frame);
    }
  }

  /** The listed frames that have the name; undefined when none ever had. */
  listOf(name: string): readonly number[] | undefined {
    const number = this.#numbers.get(name);
    return number === undefined ? undefined : this.#lists[number];
  }

  /**
   * Sorts frames by the number of their name (a counting sort), those without one left out and
   * those that were not listed included.
   */
  sorted(): SortedFrames {
    const numbers = this.#ofFrames.words;
    const starts = new Uint32Array(this.nameCount + 1);
    // What is asked beyond the end of an array costs several times as much.
    for (const number of numbers)
      if (number !== NO_NAME) starts[number + 1] = (starts[number + 1] ?? 0) + 1;
    for (let number = 1; number < starts.length; number++)
      starts[number] = (starts[number] ?? 0) + (starts[number - 1] ?? 0);
    const frames = new Uint32Array(this.#namedCount);
    if (frames.length === 0) return { starts, frames };
    const ends = starts.slice();
    for (let frame = 0; frame < numbers.length; frame++) {
      const number = numbers[frame] ?? NO_NAME;
      if (number === NO_NAME) continue;
      const at = ends[number] ?? 0;
      frames[at] = frame;
      ends[number] = at + 1;
    }
    return { starts, frames };
  }

  #number(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(name, number);
    this.#lists.push([]);
    return number;
  }
}
