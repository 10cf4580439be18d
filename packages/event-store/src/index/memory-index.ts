import {
  keyName,
  NAME_KINDS,
  type FrameRecord,
  type NameKind,
  type UniqueKind,
} from './frame-record.ts';
import { NameTable, type SortedFrames } from './name-table.ts';
import type { SegmentIndex, SeqList, SoughtName } from './segment-index.ts';
import { WordList } from './word-list.ts';

/**
 * Index of a segment in memory: of the live one, and of a closed one until its index is on disk.
 * Taking a frame in is cheap and leaves no object behind: each name is kept once, each frame is a
 * few words. Lists of events are made up when they are first asked for.
 */
export class MemoryIndex implements SegmentIndex {
  readonly firstSeq: number;
  readonly #offsets: WordList;
  readonly #tables: Readonly<Record<NameKind, NameTable>>;
  /** By number of the stream: version of its last event in this segment. */
  readonly #versions: number[] = [];
  readonly #ids = new Map<string, number>();
  readonly #keys = new Map<string, number>();
  /** How many frames are in the lists. */
  #listedCount = 0;

  /** For about so many frames: room that is there need not be made by copying. */
  constructor(firstSeq: number, framesExpected = 0) {
    this.firstSeq = firstSeq;
    this.#offsets = new WordList(framesExpected);
    this.#tables = {
      stream: new NameTable(framesExpected),
      type: new NameTable(framesExpected),
      agent: new NameTable(framesExpected),
      correlation: new NameTable(framesExpected),
    };
  }

  get lastSeq(): number {
    return this.firstSeq + this.frameCount - 1;
  }

  get frameCount(): number {
    return this.#offsets.length;
  }

  /** Takes in the next frame; the record may be changed afterwards. */
  add(record: FrameRecord): void {
    const { stream, type, agent, correlation } = this.#tables;
    this.#offsets.push(record.offset);
    this.#versions[stream.add(record.stream)] = record.version;
    type.add(record.type);
    agent.add(record.agent);
    correlation.add(record.correlation);
    if (record.id !== undefined) this.#ids.set(record.id, record.seq);
    if (record.key !== undefined) this.#keys.set(keyName(record.agent, record.key), record.seq);
  }

  /** Version of the stream's last event in this segment. */
  versionOf(stream: string): number | undefined {
    const number = this.#tables.stream.numberOf(stream);
    return number === undefined ? undefined : this.#versions[number];
  }

  offsetOf(seq: number): number {
    return this.#offsets.at(seq - this.firstSeq);
  }

  mayHoldStream({ name }: SoughtName<NameKind>): boolean {
    return this.#tables.stream.numberOf(name) !== undefined;
  }

  named({ kind, name }: SoughtName<NameKind>): SeqList[] {
    this.#completeLists();
    const ordinals = this.#tables[kind].listOf(name);
    if (ordinals === undefined) return [];
    const ordinalAt = (position: number): number => ordinals[position] ?? 0;
    const list = {
      count: ordinals.length,
      at: (position: number) => this.firstSeq + ordinalAt(position),
      offsetAt: (position: number) => this.#offsets.at(ordinalAt(position)),
    };
    return [list];
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
    return this.#tables.stream.nameCount;
  }

  streams(): IterableIterator<string> {
    return this.#tables.stream.names();
  }

  /** Names of all kinds. */
  get nameCount(): number {
    return NAME_KINDS.reduce((count, kind) => count + this.#tables[kind].nameCount, 0);
  }

  /** How often frames have a name, of all kinds. */
  get namedCount(): number {
    return NAME_KINDS.reduce((count, kind) => count + this.#tables[kind].namedCount, 0);
  }

  /** By frame, counted from the segment's first: its offset. */
  get offsets(): Uint32Array {
    return this.#offsets.words;
  }

  /** The names of a kind. */
  namesOf(kind: NameKind): IterableIterator<string> {
    return this.#tables[kind].names();
  }

  /** The frames that have a name of this kind, by name; counted from the segment's first. */
  sortedByName(kind: NameKind): SortedFrames {
    return this.#tables[kind].sorted();
  }

  #completeLists(): void {
    for (const kind of NAME_KINDS) this.#tables[kind].list(this.#listedCount, this.frameCount);
    this.#listedCount = this.frameCount;
  }
}
