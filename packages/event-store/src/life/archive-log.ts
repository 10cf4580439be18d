/**
 * Archive: closed segments move to another folder, and a record in the log says so. Step by step:
 * copies, names, the record, and only then are the segments removed, the oldest first.
 */
import { assert, LighthouseError } from '@lighthouse/contract/errors';
import { MerkleTree } from '../anchors/merkle-tree.ts';
import { frameSeq } from '../format/frame.ts';
import { LOG_STREAM } from '../format/meta.ts';
import { segmentName } from '../format/segment-name.ts';
import type { LogFs } from '../fs/log-fs.ts';
import { letOthersRun } from '../host/let-others-run.ts';
import { keyName } from '../index/frame-record.ts';
import type { IndexedSegment } from '../index/index-layout.ts';
import type { WriterKeys } from '../keys/keys-of-log.ts';
import { hasMore, macOf, requiredMetaOf, type FrameView } from '../query/stored-event.ts';
import { readClosed } from '../recover/closed-segments.ts';
import type { NewEvent } from '../types.ts';
import { digestOfFrames } from './append-digest.ts';
import { ARCHIVE_KEY_INFO, writeNames, type ArchivedNames } from './archived-names.ts';

export interface ArchiveParts {
  readonly fs: LogFs;
  readonly dir: string;
  readonly keys: WriterKeys;
  /** Folder for the segments. */
  readonly to: string;
  readonly segments: readonly IndexedSegment[];
  /** What is known of events archived before. */
  readonly before: ArchivedNames;
}

/** Segments that were copied, and what is to be said of it. */
export interface ArchiveCopy {
  readonly names: ArchivedNames;
  readonly event: NewEvent;
}

/** Copies segments and takes down their names; durable when it resolves. */
export async function copyToArchive(parts: ArchiveParts): Promise<ArchiveCopy> {
  const { fs, dir, keys, to, segments, before } = parts;
  const last = segments.at(-1);
  assert(last !== undefined, 'there is a segment to archive');
  const names = copyOf(before);
  const tree = MerkleTree.resume(before.lastSeq, before.subtrees);
  let bytes = 0;
  fs.mkdir(to);
  for (const segment of segments) {
    const content = readClosed({ fs, dir, keys }, segment, takeNames(names, tree));
    copySegment(fs, to, { name: segmentName(segment.firstSeq), content });
    bytes += content.length;
    await letOthersRun();
  }
  fs.fsyncDir(to);
  names.lastSeq = last.firstSeq + last.frameCount - 1;
  names.trailer = Buffer.from(last.trailer, 'latin1').toString('hex');
  names.subtrees = tree.subtrees();
  // Crash here: copies that nobody asks for.
  const [key] = archiveKeys(keys);
  assert(key !== undefined, 'there is a key for what is known of the archive');
  writeNames({ fs, dir, key }, names);
  const { lastSeq, trailer } = names;
  const root = tree.root().toString('hex');
  // All from the first event on: the record of an earlier archive may be among what moves away.
  const payload = { first: 1, last: lastSeq, bytes, trailer, root, size: lastSeq };
  return { names, event: archivedEvent(payload) };
}

/** Keys of the file with names, the one that is written with first. */
export function archiveKeys(keys: WriterKeys): Uint8Array[] {
  return keys.roots.map((root) => new Uint8Array(root.expand(ARCHIVE_KEY_INFO).export()));
}

/** Removes segments, the oldest first, each durably: what is left is always the end of the log. */
export function removeSegments(parts: Pick<ArchiveParts, 'fs' | 'dir' | 'segments'>): void {
  const { fs, dir, segments } = parts;
  for (const { firstSeq } of segments) {
    fs.unlink(`${dir}/${segmentName(firstSeq)}`);
    fs.fsyncDir(dir);
  }
}

function copyOf(names: ArchivedNames): ArchivedNames {
  const { versions, ids, appends } = names;
  return { ...names, versions: new Map(versions), ids: new Set(ids), appends: new Map(appends) };
}

/** Gives a function that takes the frames of a segment, in order. */
function takeNames(names: ArchivedNames, tree: MerkleTree): (frame: FrameView) => void {
  let append: FrameView[] = [];
  return (frame) => {
    const { bytes, offset, len } = frame;
    tree.add(bytes.subarray(offset, offset + len));
    const meta = requiredMetaOf(frame);
    names.versions.set(meta.stream, meta.version);
    if (meta.id !== undefined) names.ids.add(meta.id);
    append.push(frame);
    if (hasMore(frame)) return;
    takeAppend(names, append, frame);
    append = [];
  };
}

function takeAppend(names: ArchivedNames, frames: readonly FrameView[], last: FrameView): void {
  const [first = last] = frames;
  const { agent, key } = requiredMetaOf(first);
  if (key === undefined) return;
  names.appends.set(keyName(agent, key), {
    firstSeq: frameSeq(first.bytes, first.offset),
    lastSeq: frameSeq(last.bytes, last.offset),
    mac: Buffer.from(macOf(last), 'latin1').toString('base64'),
    digest: digestOfFrames(frames),
  });
}

/** Whole or not at all; a copy that is there already, of an interrupted archive, is the same. */
function copySegment(fs: LogFs, to: string, copy: { name: string; content: Buffer }): void {
  const { name, content } = copy;
  const names = fs.list(to);
  if (names.includes(name)) {
    if (!readAll(fs, `${to}/${name}`).equals(content)) throw otherFile(`${to}/${name}`);
    return;
  }
  const draft = `${to}/${name}.new`;
  if (names.includes(`${name}.new`)) fs.unlink(draft);
  const file = fs.open(draft, 'create');
  try {
    file.pwrite(content, 0);
    file.fsync();
  } finally {
    file.close();
  }
  fs.rename(draft, `${to}/${name}`);
}

function readAll(fs: LogFs, path: string): Buffer {
  const file = fs.open(path, 'read');
  try {
    const bytes = Buffer.alloc(file.size());
    file.pread(bytes, 0);
    return bytes;
  } finally {
    file.close();
  }
}

function otherFile(path: string): LighthouseError {
  return new LighthouseError('LH_USAGE', 'the archive holds another file of this name', {
    hint: 'choose another folder; one archive is for one log',
    facts: { path },
  });
}

function archivedEvent(payload: object): NewEvent {
  const bytes = new TextEncoder().encode(JSON.stringify(payload));
  return { type: '$archived', stream: LOG_STREAM, payload: bytes, system: true };
}
