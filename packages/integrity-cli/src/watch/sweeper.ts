import { hasErrorCode } from '@lighthouse/contract/errors';
import type { Anchor, Finding, FindingCode, KeyRing, LogVerdict } from '@lighthouse/event-store';
import type { Checkpoint } from '@lighthouse/event-store/anchors';
import type { SweepAssignment, SweepProgress, SweepResult } from './sweep.ts';
import type { WatchClock } from './watch-clock.ts';

/** Whoever does the work: a thread. */
export interface SweepRunner {
  readonly setShare: (share: number) => void;
  readonly sweep: (
    assignment: SweepAssignment,
    onProgress: (progress: SweepProgress) => void,
  ) => Promise<SweepResult>;
}

export interface SweeperOptions {
  readonly runner: SweepRunner;
  readonly clock: WatchClock;
  readonly logDir: string;
  readonly loadKeyRing: () => KeyRing;
  /** Share of a core for the first sweep, and for those after it. */
  readonly firstShare: number;
  readonly share: number;
  readonly bytesPerSecondMax: number;
  /** Between two sweeps. */
  readonly pauseMs: number;
  readonly staleAfterUs: number | undefined;
  /** What is known of the log at the start of a sweep. */
  readonly anchors: () => readonly Anchor[];
  readonly durableSeq: () => number;
  readonly wantsCheckpoint: boolean;
  readonly onSwept: (sweep: Swept) => Promise<void>;
  /** The sweep could not be done. */
  readonly onFailure: (error: unknown) => void;
}

export interface Swept {
  /** Whole sweeps so far, this one among them. */
  readonly number: number;
  readonly findings: readonly Finding[];
  readonly verdict: LogVerdict;
  readonly durationMs: number;
  readonly checkpoint: Checkpoint | undefined;
}

/** What a crash or a write under way leaves at the end: of no interest while the log goes on. */
const OF_TAIL: ReadonlySet<FindingCode> = new Set([
  'TORN_TAIL',
  'DAMAGED_TAIL',
  'TORN_ROLL',
  'TORN_HEAD',
]);
/** When something is suspect, the whole log is looked at with this share. */
const HURRIED_SHARE = 0.5;

/** Sweeps the whole log, again and again, at a bounded share of a core. */
export class Sweeper {
  doneCount = 0;
  isRunning = false;
  progress: SweepProgress = { bytesDone: 0, bytesTotal: 0, verifiedCount: 0 };
  last: { endedAtMs: number; durationMs: number; verdict: LogVerdict } | undefined;
  readonly #options: SweeperOptions;
  #isHurried = false;
  #wake = new AbortController();

  constructor(options: SweeperOptions) {
    this.#options = options;
  }

  /** Share of a core that sweeps take now. */
  get share(): number {
    const { firstShare, share } = this.#options;
    const usual = this.doneCount === 0 ? firstShare : share;
    return this.#isHurried ? Math.max(usual, HURRIED_SHARE) : usual;
  }

  /** Asks for a sweep that begins after now, and soon. */
  hurry(): void {
    this.#isHurried = true;
    this.#options.runner.setShare(this.share);
    this.#wake.abort();
  }

  /** Sweeps until aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, pauseMs } = this.#options;
    while (!signal.aborted) {
      this.#wake = new AbortController();
      const isWhole = await this.#once();
      if (signal.aborted) return;
      const wake = AbortSignal.any([signal, this.#wake.signal]);
      await clock.sleep(isWhole ? pauseMs : Math.min(pauseMs, 100), wake);
    }
  }

  /** Sweeps once; false when it could not be done, or has to be done again. */
  async #once(): Promise<boolean> {
    const { runner, clock, onSwept, onFailure, wantsCheckpoint } = this.#options;
    runner.setShare(this.share);
    // What is asked for from here on is for the next sweep.
    const wasHurried = this.#isHurried;
    this.#isHurried = false;
    this.isRunning = true;
    this.progress = { bytesDone: 0, bytesTotal: 0, verifiedCount: 0 };
    try {
      const anchors = this.#options.anchors();
      const durableSeq = this.#options.durableSeq();
      const { logDir, loadKeyRing, bytesPerSecondMax, staleAfterUs } = this.#options;
      const checkpointSize = wantsCheckpoint && durableSeq > 0 ? durableSeq : undefined;
      const assignment = { logDir, anchors, bytesPerSecondMax, staleAfterUs, checkpointSize };
      const nowUs = clock.wallMs() * 1000;
      const result = await runner.sweep(
        { ...assignment, nowUs, keyRing: loadKeyRing() },
        (progress) => void (this.progress = progress),
      );
      return await this.#judge(result, onSwept);
    } catch (error) {
      this.#isHurried ||= wasHurried;
      onFailure(error);
      return false;
    } finally {
      this.isRunning = false;
    }
  }

  async #judge(
    { verdict, durationMs, checkpoint }: SweepResult,
    onSwept: SweeperOptions['onSwept'],
  ): Promise<boolean> {
    const isQuiet = (verdict.head?.seq ?? 0) >= this.#options.durableSeq();
    const vanished = verdict.findings.filter(hasVanished);
    const findings = verdict.findings.filter(
      (finding) => !hasVanished(finding) && (isQuiet || !OF_TAIL.has(finding.code)),
    );
    // A file was taken away while it was read: if it is missing, the next sweep says so.
    const isWhole = vanished.length === 0;
    const number = this.doneCount + (isWhole ? 1 : 0);
    await onSwept({ number, findings, verdict, durationMs, checkpoint });
    if (!isWhole) return false;
    // Not before all that it found is told: only then can anything be green.
    this.doneCount = number;
    this.last = { endedAtMs: this.#options.clock.wallMs(), durationMs, verdict };
    return true;
  }
}

/** Tells whether a failure says that there is no log to sweep. */
export function isGone(error: unknown): boolean {
  return hasErrorCode(error, 'LH_INPUT_MISSING') || hasErrorCode(error, 'LH_NOT_A_LOG');
}

function hasVanished({ code, evidence }: Finding): boolean {
  return code === 'UNREADABLE' && evidence?.['errno'] === 'ENOENT';
}
