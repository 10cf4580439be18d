import type { Scheduler } from '../clock.ts';
import type { FileCache } from '../fs/file-cache.ts';
import type { LogFs } from '../fs/log-fs.ts';
import { withLogCode } from '../io-error.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import type { LogKeys } from '../keys/log-keys.ts';
import type { ArchivedNames } from '../life/archived-names.ts';
import type { LogLimits } from '../limits.ts';
import { createMac, type Mac } from '../mac.ts';
import type { FramePlace, SegmentReader } from '../query/segment-reader.ts';
import { requiredMetaOf } from '../query/stored-event.ts';
import { indexSegment } from '../recover/closed-segments.ts';
import {
  INDEX_HASH_INFO,
  INDEX_KEY_INFO,
  PAGE_BYTES,
  type IndexedSegment,
} from './index-layout.ts';
import { IndexStore } from './index-store.ts';
import { LogIndex, type ClosedSegment } from './log-index.ts';
import type { MemoryIndex } from './memory-index.ts';
import { NameHasher } from './name-hash.ts';

export interface OpenIndexOptions {
  readonly fs: LogFs;
  readonly dir: string;
  readonly keys: KeysOfLog;
  /** The keys that indexes are authenticated with. */
  readonly indexKeys: Pick<LogKeys, 'expand'>;
  readonly files: FileCache;
  readonly segments: SegmentReader;
  readonly scheduler: Scheduler;
  readonly limits: LogLimits;
  readonly closed: readonly IndexedSegment[];
  readonly live: MemoryIndex;
  /** What is known of events whose segments were archived. */
  readonly archived: ArchivedNames;
}

export interface OpenIndex {
  readonly index: LogIndex;
  readonly store: IndexStore;
}

/** Puts the indexes of all segments together; those that are missing on disk are made anew. */
export async function openIndex(options: OpenIndexOptions): Promise<OpenIndex> {
  const { indexKeys, limits, segments } = options;
  const hasher = new NameHasher(indexKeys.expand(INDEX_HASH_INFO).export());
  const store = new IndexStore({
    ...options,
    keys: { mac: lazyMac(() => createMac(indexKeys.expand(INDEX_KEY_INFO))), hasher },
    pagesMax: Math.floor(limits.indexCacheBytes / PAGE_BYTES),
    segmentBytesMin: limits.indexedSegmentBytesMin,
  });
  const parts = {
    hasher,
    readMeta: (place: FramePlace) => requiredMetaOf(segments.frameAt(place)),
    rebuild: (segment: IndexedSegment) => {
      try {
        return indexSegment(options, segment);
      } catch (error) {
        throw withLogCode(error, 'read a closed segment');
      }
    },
    onRebuilt: (closed: ClosedSegment, made: MemoryIndex) => store.writeLater(closed, made),
  };
  const index = new LogIndex(parts, options.live, options.archived);
  for (const segment of options.closed) {
    const onDisk = store.find(segment);
    // Asked here, because indexes that are made anew later are all in memory for a while.
    if (onDisk?.isOfSegment() === true) {
      index.addClosed(segment, onDisk);
      continue;
    }
    const inMemory = indexSegment(options, segment);
    const closed = index.addClosed(segment, inMemory);
    // One after the other, so that not all of them are in memory at the same time.
    await store.write(closed, inMemory);
  }
  return { index, store };
}

/** Made at its first use: a log of one segment has no index on disk. */
function lazyMac(make: () => Mac): Mac {
  let mac: Mac | undefined;
  return (bytes, offset, length) => (mac ??= make())(bytes, offset, length);
}
