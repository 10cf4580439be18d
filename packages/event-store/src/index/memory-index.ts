import {
  keyName,
  NAME_KINDS,
  type FrameRecord,
  type NameKind,
  type UniqueKind,
} from './frame-record.ts';
import type { SegmentIndex, SeqList, SoughtName } from './segment-index.ts';

/**
 * Index of a segment in memory: of the live one, and of a closed one until its index is on disk.
 * Taking a frame in is cheap; lists of events are made up when they are first asked for.
 */
export class MemoryIndex implements SegmentIndex {
  readonly firstSeq: number;
  readonly records: FrameRecord[] = [];
  readonly #versions = new Map<string, number>();
  readonly #ids = new Map<string, number>();
  readonly #keys = new Map<string, number>();
  readonly #lists = new Map<NameKind, Map<string, number[]>>(
    NAME_KINDS.map((kind) => [kind, new Map()]),
  );
  /** How many records are in the lists. */
  #listedCount = 0;

  constructor(firstSeq: number) {
    this.firstSeq = firstSeq;
  }

  get lastSeq(): number {
    return this.firstSeq + this.records.length - 1;
  }

  add(record: FrameRecord): void {
    this.records.push(record);
    this.#versions.set(record.stream, record.version);
    if (record.id !== undefined) this.#ids.set(record.id, record.seq);
    if (record.key !== undefined) this.#keys.set(keyName(record.agent, record.key), record.seq);
  }

  /** Version of the stream's last event in this segment. */
  versionOf(stream: string): number | undefined {
    return this.#versions.get(stream);
  }

  offsetOf(seq: number): number {
    const record = this.records[seq - this.firstSeq];
    if (record === undefined) throw new RangeError('the segment holds no such frame');
    return record.offset;
  }

  named({ kind, name }: SoughtName<NameKind>): SeqList[] {
    this.#completeLists();
    const seqs = this.#lists.get(kind)?.get(name);
    if (seqs === undefined) return [];
    return [{ count: seqs.length, at: (position) => seqs[position] ?? 0 }];
  }

  unique({ kind, name }: SoughtName<UniqueKind>): number[] {
    const seq = this.seqOf(kind, name);
    return seq === undefined ? [] : [seq];
  }

  seqOf(kind: UniqueKind, name: string): number | undefined {
    return (kind === 'id' ? this.#ids : this.#keys).get(name);
  }

  get uniqueCount(): number {
    return this.#ids.size + this.#keys.size;
  }

  *uniques(): Generator<{ kind: UniqueKind; name: string; seq: number }> {
    for (const [name, seq] of this.#ids) yield { kind: 'id', name, seq };
    for (const [name, seq] of this.#keys) yield { kind: 'key', name, seq };
  }

  get streamCount(): number {
    return this.#versions.size;
  }

  streams(): IterableIterator<string> {
    return this.#versions.keys();
  }

  /** Names of all kinds that are in the lists. */
  get nameCount(): number {
    return NAME_KINDS.reduce((count, kind) => count + this.listsOf(kind).size, 0);
  }

  /** The lists that were completed, by name. */
  listsOf(kind: NameKind): ReadonlyMap<string, readonly number[]> {
    return this.#lists.get(kind) ?? new Map();
  }

  *completeListsInSlices(itemsPerSlice: number): Generator<void> {
    while (this.#listedCount < this.records.length) {
      this.#completeLists(this.#listedCount + itemsPerSlice);
      yield;
    }
  }

  #completeLists(countMax = Infinity): void {
    const until = Math.min(this.records.length, countMax);
    for (; this.#listedCount < until; this.#listedCount++) {
      const record = this.records[this.#listedCount];
      if (record !== undefined) this.#list(record);
    }
  }

  #list(record: FrameRecord): void {
    for (const kind of NAME_KINDS) {
      const name = record[kind];
      const byName = this.#lists.get(kind);
      if (name === undefined || byName === undefined) continue;
      const seqs = byName.get(name);
      if (seqs === undefined) byName.set(name, [record.seq]);
      else seqs.push(record.seq);
    }
  }
}
