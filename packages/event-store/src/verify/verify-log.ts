import { letOthersRun } from '../host/let-others-run.ts';
import type { LogFs } from '../fs/log-fs.ts';
import { isFsError, type FsError } from '../fs/log-fs.ts';
import { nodeFs } from '../fs/node-fs.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { keysOfLog, type KeysOfLog } from '../keys/keys-of-log.ts';
import type { LogVerdict } from '../types.ts';
import { AnchorCheck, type OnFrame } from './anchor-check.ts';
import type { Anchor } from './anchors.ts';
import type { NamesMax } from './event-names.ts';
import { FindingList, WHOLE_LOG } from './finding-list.ts';
import { verdictOf } from './finding-rules.ts';
import { FrameFinder } from './frame-index.ts';
import { judgeHead, type Head } from './head.ts';
import type { Restore } from './history.ts';
import { identifyLog } from './identity.ts';
import { judgeLog } from './judge-log.ts';
import { judgeTestimony } from './judge-testimony.ts';
import { readLogFolder, type LogFolder } from './log-folder.ts';
import { LogWalk } from './log-walk.ts';
import { Relocation } from './relocation.ts';
import { nameHashOf } from './runs/name-hash.ts';
import type { PartKeys } from './runs/part-checker.ts';
import { InlineRuns, type RunSource } from './runs/run-source.ts';
import { WorkerRuns, type PartWorkers } from './runs/worker-runs.ts';
import { SegmentLinks } from './segment-links.ts';
import { judgeSegments, type Segment } from './segments.ts';

export interface VerifyOptions {
  readonly dir: string;
  readonly keyRing: KeyRing;
  readonly fs?: LogFs;
  /** The reader's clock. Without it nothing is of the future or stale. */
  readonly nowUs?: number;
  /** What somebody outside the log knows of it. */
  readonly anchors?: readonly Anchor[];
  /** The newest anchor or `$heartbeat` must not be older than this. */
  readonly staleAfterUs?: number;
  /** The log is declared to have been closed in order: a torn end is no crash. */
  readonly isClosed?: boolean;
  /**
   * Logs under the same key ring whose events may have been put into this one: 32 hex digits each.
   */
  readonly otherLogIds?: readonly string[];
  /** At most so many findings are given; all are counted. */
  readonly findingsMax?: number;
  readonly onProgress?: (progress: VerifyProgress) => void;
  /** Told of each event that is authentic in its place, those of a torn end too. */
  readonly onFrame?: OnFrame;
  readonly signal?: AbortSignal;
  /** Other threads that may be set to work; without them all is done in this one. */
  readonly workers?: PartWorkers;
  /** Where frames come from that can be taken at once. For tests: any source gives one verdict. */
  readonly runs?: RunSource;
  /** How many names are held in memory at a time. */
  readonly namesMax?: NamesMax;
}

export interface VerifyProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly verifiedCount: number;
}

const FINDINGS_MAX = 1000;

/**
 * Reads a whole log, whatever state it is in, and says what is wrong with it. Opens files for
 * reading only, and holds memory for what it finds, not for how long the log is. Never throws on
 * what the bytes say; rejects with LH_INPUT_MISSING, LH_NOT_A_LOG, or the reason of the signal.
 */
export async function verifyLog(options: VerifyOptions): Promise<LogVerdict> {
  const fs = options.fs ?? nodeFs;
  const folder = readLogFolder(fs, options.dir);
  const findings = new FindingList(options.findingsMax ?? FINDINGS_MAX);
  for (const { name, errno } of folder.unreadable) addUnreadable(findings, name, errno);
  const keys = identifyLog(folder, options.keyRing);
  if (keys === undefined) return verdictWithoutKeys(folder, findings, options.anchors?.length ?? 0);
  const head = judgeHead(folder.head, keys);
  const segments = judgeSegments({ fs, dir: options.dir, keys }, folder.segments, head);
  return new Verification({ ...options, fs, keys, head, segments, findings }).run();
}

interface VerificationOptions extends VerifyOptions {
  readonly fs: LogFs;
  readonly keys: KeysOfLog;
  readonly head: Head;
  readonly segments: readonly Segment[];
  readonly findings: FindingList;
}

function runsFor({ runs, workers, segments }: VerificationOptions, keys: PartKeys): RunSource {
  if (runs !== undefined) return runs;
  return workers === undefined ? new InlineRuns(keys) : new WorkerRuns(workers, keys, segments);
}

class Verification {
  readonly #options: VerificationOptions;
  readonly #anchors: AnchorCheck;
  readonly #walk: LogWalk;

  constructor(options: VerificationOptions) {
    this.#options = options;
    const { anchors = [], keys, onFrame } = options;
    const restores: Restore[] = [];
    this.#anchors = new AnchorCheck(anchors, { logId: keys.logId, restores, onFrame });
    const { nowUs, head } = options;
    const hash = nameHashOf(options.keyRing);
    const runs = runsFor(options, { keys, hash });
    const found = { anchors: this.#anchors, restores, hash, runs };
    this.#walk = new LogWalk({ ...options, nowUs, head: head.best, ...found });
  }

  async run(): Promise<LogVerdict> {
    const { findings, keys, segments, head } = this.#options;
    let lastSeq = 0;
    let verifiedCount = 0;
    try {
      await this.#walkAll();
      await this.#settleNames();
      ({ lastSeq, verifiedCount } = this.#judge());
    } catch (error) {
      if (!isFsError(error)) throw error;
      addUnreadable(findings, this.#nameOf(error), error.code);
      ({ lastWhole: lastSeq, verifiedCount } = this.#walk);
    }
    const { byteCount, history } = this.#walk;
    const incarnation = history.restores.at(-1)?.incarnation;
    const counts = {
      logId: keys.logId,
      segmentCount: segments.length,
      lastSeq,
      verifiedCount,
      byteCount,
      head: head.best && { seq: head.best.seq, isClean: head.best.isClean },
      uncomparedAnchorCount: this.#anchors.uncomparedCount(lastSeq),
      ...(incarnation !== undefined && { incarnation }),
    };
    return verdictFrom(findings, counts);
  }

  /**
   * Names the file that could not be read: the one the failure tells of, else the one that was
   * being walked.
   */
  #nameOf(error: FsError): string {
    const { path } = error;
    return path?.slice(path.lastIndexOf('/') + 1) ?? this.#walk.current?.name ?? this.#options.dir;
  }

  async #walkAll(): Promise<void> {
    const { segments, onProgress, signal } = this.#options;
    let bytesTotal = 0;
    for (const segment of segments) bytesTotal += segment.size;
    for (const wait of this.#walk.walk()) {
      if (wait !== undefined) {
        await wait;
        signal?.throwIfAborted();
        continue;
      }
      const { byteCount: bytesDone, verifiedCount } = this.#walk;
      onProgress?.({ bytesDone, bytesTotal, verifiedCount });
      await letOthersRun();
      signal?.throwIfAborted();
    }
  }

  /** Looks again at names that seem to be used wrongly. */
  async #settleNames(): Promise<void> {
    const { fs, dir, signal } = this.#options;
    const finder = new FrameFinder({ fs, dir }, this.#walk.index);
    try {
      for (const _ of this.#walk.history.names.settle(() => finder.all())) {
        await letOthersRun();
        signal?.throwIfAborted();
      }
    } finally {
      finder.close();
    }
  }

  #judge(): { lastSeq: number; verifiedCount: number } {
    const { fs, dir, keys, keyRing, head, segments, findings } = this.#options;
    const walk = this.#walk;
    const finder = new FrameFinder({ fs, dir }, walk.index);
    try {
      const sources = {
        finder,
        relocation: new Relocation(finder, keys, {
          damages: walk.odd.damages,
          stale: walk.odd.stale,
          segments,
        }),
        links: new SegmentLinks(segments),
        head: head.best,
        keys,
        others: (this.#options.otherLogIds ?? []).map((logId) =>
          keysOfLog(keyRing, { logId, isSealed: keys.isSealed }),
        ),
        wrongKids: walk.history.key.wrongKids,
      };
      const anchoredSeq = this.#anchors.seqMax;
      const isClosed = this.#options.isClosed === true && head.best?.isClean === true;
      const judged = { walk, segments, head, sources, findings, anchoredSeq, isClosed };
      const end = judgeLog(judged);
      judgeTestimony({ ...judged, end, mismatches: this.#anchors.mismatches });
      this.#judgeAge();
      return end;
    } finally {
      finder.close();
    }
  }

  #judgeAge(): void {
    const { nowUs, staleAfterUs, findings } = this.#options;
    if (nowUs === undefined || staleAfterUs === undefined) return;
    const newestUs = Math.max(this.#anchors.newestUs ?? 0, this.#walk.history.heartbeatUs ?? 0);
    if (nowUs - newestUs <= staleAfterUs) return;
    const message = 'the newest anchor or heartbeat is older than it may be';
    findings.add({ code: 'STALE', message, evidence: { newestUs } }, WHOLE_LOG);
  }
}

function addUnreadable(findings: FindingList, file: string, errno: string): void {
  const message = 'a file of the log could not be read';
  findings.add({ code: 'UNREADABLE', message, file, evidence: { errno } }, WHOLE_LOG);
}

/** Nothing in the folder says whose log it is: no header and no slot has a right CRC. */
function verdictWithoutKeys(
  folder: LogFolder,
  findings: FindingList,
  anchorCount: number,
): LogVerdict {
  folder.segments.forEach(({ name, size, parse }, segment) => {
    const reason = parse.kind === 'corrupt' ? parse.reason : '';
    const message = `the header of a segment is not as it was written: ${reason}`;
    findings.add(
      { code: 'SEGMENT_HEADER_CORRUPT', message, file: name, bytes: [0, size] },
      { segment, offset: 0 },
    );
  });
  const segmentCount = folder.segments.length;
  return verdictFrom(findings, {
    logId: undefined,
    segmentCount,
    lastSeq: 0,
    verifiedCount: 0,
    byteCount: 0,
    head: undefined,
    uncomparedAnchorCount: anchorCount,
  });
}

function verdictFrom(
  findings: FindingList,
  counts: Omit<LogVerdict, 'value' | 'findings' | 'findingCount'>,
): LogVerdict {
  const { codes, findings: shown, count } = findings.finish();
  const value = verdictOf(codes);
  const isUncompared = value === 'intact' && counts.uncomparedAnchorCount > 0;
  return {
    value: isUncompared ? 'unknown' : value,
    ...counts,
    findings: shown,
    findingCount: count,
  };
}
