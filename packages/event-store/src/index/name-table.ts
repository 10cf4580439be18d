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

  /** All frames that have a name, by name, whether they were listed or not. */
  *framesByName(): Generator<readonly [name: string, frames: Uint32Array]> {
    const { starts, frames } = this.#sorted();
    for (const [name, number] of this.#numbers)
      yield [name, frames.subarray(starts[number], starts[number + 1])];
  }

  /** Sorts frames by the number of their name (a counting sort), those without one left out. */
  #sorted(): { readonly starts: Uint32Array; readonly frames: Uint32Array } {
    const frameCount = this.#ofFrames.length;
    const starts = new Uint32Array(this.nameCount + 1);
    for (let frame = 0; frame < frameCount; frame++) {
      const next = this.#ofFrames.at(frame) + 1;
      if (next < starts.length) starts[next] = (starts[next] ?? 0) + 1;
    }
    for (let number = 1; number < starts.length; number++)
      starts[number] = (starts[number] ?? 0) + (starts[number - 1] ?? 0);
    const frames = new Uint32Array(starts.at(-1) ?? 0);
    const ends = starts.slice();
    for (let frame = 0; frame < frameCount; frame++) {
      const number = this.#ofFrames.at(frame);
      const at = ends[number];
      if (number === NO_NAME || at === undefined) continue;
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
