import { WordList } from './word-list.ts';

/** What a frame has that has no such name. */
const NO_NAME = 0xffff_ffff;

/** The names of one kind that frames have, one or none each; every name is kept once. */
export class NameTable {
  readonly #numbers = new Map<string, number>();
  /** By frame: the number of its name. */
  readonly #ofFrames = new WordList();
  /** By name: the frames that have it. */
  readonly #lists: number[][] = [];

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
    const number = name === undefined ? NO_NAME : this.#number(name);
    this.#ofFrames.push(number);
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

  *lists(): Generator<readonly [name: string, frames: readonly number[]]> {
    for (const [name, number] of this.#numbers) yield [name, this.#lists[number] ?? []];
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
