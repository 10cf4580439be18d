import { firstSeqOfName, segmentName } from '../format/segment-name.ts';

/** What a file system says of a file without reading it. */
export interface FileMark {
  readonly inode: string;
  readonly size: number;
  readonly modifiedNs: string;
  /** Of the last change to content, name, owner or mode: nobody can set it back. */
  readonly changedNs: string;
}

export interface MarksOptions {
  /** Names in the log's folder. */
  readonly list: () => readonly string[];
  /** Undefined when there is no such file. */
  readonly markOf: (name: string) => FileMark | undefined;
  /** Files that one look asks about at most. */
  readonly filesPerLookMax?: number;
}

const FILES_PER_LOOK_MAX = 256;

/**
 * Notices that closed segments are written to, replaced or taken away, by what the file system says
 * of them: a sign of where to look first, and no proof of anything. Damage that it says nothing of
 * is for reading to find.
 */
export class FileMarks {
  readonly #options: MarksOptions;
  readonly #marks = new Map<number, FileMark>();
  #next = 0;

  constructor(options: MarksOptions) {
    this.#options = options;
  }

  /** Gives the first sequence numbers, by name, of closed segments that are not as they were. */
  look(liveFirst: number): number[] {
    const { list, markOf, filesPerLookMax = FILES_PER_LOOK_MAX } = this.#options;
    const firsts = list()
      .flatMap((name) => firstSeqOfName(name) ?? [])
      .filter((first) => first < liveFirst)
      .toSorted((a, b) => a - b);
    const there = new Set(firsts);
    const changed = [...this.#marks.keys()].filter((first) => !there.has(first));
    for (const first of changed) this.#marks.delete(first);
    const count = Math.min(firsts.length, filesPerLookMax);
    for (let step = 0; step < count; step++) {
      const first = firsts[(this.#next + step) % firsts.length] ?? 0;
      const mark = markOf(segmentName(first));
      const known = this.#marks.get(first);
      if (mark === undefined) continue;
      this.#marks.set(first, mark);
      if (known !== undefined && !isSame(known, mark)) changed.push(first);
    }
    this.#next = firsts.length === 0 ? 0 : (this.#next + count) % firsts.length;
    return changed;
  }
}

function isSame(a: FileMark, b: FileMark): boolean {
  return (
    a.inode === b.inode &&
    a.size === b.size &&
    a.modifiedNs === b.modifiedNs &&
    a.changedNs === b.changedNs
  );
}
