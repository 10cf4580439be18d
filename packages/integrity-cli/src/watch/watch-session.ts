import fs from 'node:fs';
import path from 'node:path';
import type { Alert, WatchAnswer } from '@lighthouse/contract/watch-answer';
import { loadKeyRing, type Anchor } from '@lighthouse/event-store';
import { openCheckpoint, parseNoteKey, signCheckpoint } from '@lighthouse/event-store/anchors';
import { anchorsOf } from '../anchors/anchors-of.ts';
import { readWitness } from '../anchors/read-witness.ts';
import { AlertDesk } from './alert-desk.ts';
import { openAlertHistory, type AlertHistory } from './alert-history.ts';
import { AlertLimit } from './alert-limit.ts';
import { AlertDelivery } from './deliver-alerts.ts';
import { FindingBook } from './finding-book.ts';
import { takeResolutions } from './resolutions.ts';
import { isGone, Sweeper, type SweepRunner, type Swept } from './sweeper.ts';
import type { WatchHost, WatchPlan } from './watch-command.ts';
import type { WatchArgs } from './watch-flags.ts';
import { statusOf } from './watch-status.ts';
import { Watcher } from './watcher.ts';

export interface SessionOptions extends WatchPlan {
  readonly args: WatchArgs;
  readonly host: WatchHost;
  readonly runner: SweepRunner;
  /** Folder of the alert history. */
  readonly audit: string;
  readonly shell: {
    readonly warn: (text: string) => void;
    readonly onAlert: (alert: Alert, isSent: boolean) => void;
    readonly onStatus: (status: WatchAnswer) => void;
  };
}

/** A watch that is under way. */
export interface Watch {
  readonly status: () => WatchAnswer;
  /** Resolves when all was verified once, and each sink had its alerts. */
  readonly verifiedOnce: Promise<void>;
  /** Rejects when the watch can't go on. */
  readonly failed: Promise<void>;
  /** Ends it, in order, and says how things stood. */
  readonly end: () => Promise<WatchAnswer>;
}

const STATUS_MS_MAX = 500;
const SEEN_MS = 30_000;
/** Sinks have so long at the end; what they don't take then is sent by the next watch. */
const LAST_DELIVERY_MS = 3000;
const MIB = 1_048_576;

/** Opens the alert history and starts all that a watch consists of. */
export async function startWatch(options: SessionOptions): Promise<Watch> {
  const { host, audit, auditKey } = options;
  const { wallMs } = host.clock;
  const world = { wallMs, random: host.random };
  const history = await openAlertHistory({ folder: audit, keyFile: auditKey }, world);
  try {
    const session = new Session(options, history);
    await session.start();
    return session;
  } catch (error) {
    await history.close();
    throw error;
  }
}

class Session implements Watch {
  readonly verifiedOnce: Promise<void>;
  readonly failed: Promise<void>;
  readonly #options: SessionOptions;
  readonly #history: AlertHistory;
  readonly #desk: AlertDesk;
  readonly #deliveries: readonly AlertDelivery[];
  readonly #startedAt: number;
  readonly #stop = new AbortController();
  readonly #stopSinks = new AbortController();
  #sweeper!: Sweeper;
  #watcher!: Watcher;
  #watching: Promise<unknown> = Promise.resolve();
  #sending: Promise<unknown> = Promise.resolve();
  #checkpoint: Anchor | undefined;
  #statusAtMs = 0;
  #seenAtMs: number;
  #seenSeq = 0;
  #onVerified: () => void = () => {};
  #onFailed: (error: unknown) => void = () => {};

  constructor(options: SessionOptions, history: AlertHistory) {
    this.#options = options;
    this.#history = history;
    const { host, store, shell, args, sinks } = options;
    const { wallMs } = host.clock;
    this.#startedAt = wallMs();
    this.#seenAtMs = wallMs();
    this.#desk = new AlertDesk({
      store: store.path,
      book: new FindingBook(),
      limit: new AlertLimit({ perMinute: args.alertsPerMinute }),
      history,
      wallMs,
      onAlert: shell.onAlert,
    });
    const onFailure = (error: unknown): void => shell.warn(`alerts are not sent: ${String(error)}`);
    const { minSeverity } = args;
    this.#deliveries = sinks.map(
      (sink) => new AlertDelivery(sink, { history, minSeverity, onFailure }),
    );
    this.verifiedOnce = new Promise((resolve) => (this.#onVerified = resolve));
    this.failed = new Promise((_, reject) => (this.#onFailed = reject));
  }

  async start(): Promise<void> {
    const { host, store, args } = this.#options;
    for await (const { alert } of this.#history.alerts()) {
      this.#desk.lastAlertSeq = alert.seq;
      if (alert.kind !== 'summary') this.#desk.book.restore(alert.alert);
    }
    const seen = await this.#history.lastSeen();
    const startSeq = this.#history.lastSeq;
    await this.#history.writeNote('started', { store: store.path, tool: host.tool.version });
    this.#checkpoint = this.#keptCheckpoint();
    this.#sweeper = this.#makeSweeper();
    this.#watcher = new Watcher({
      logDir: store.logDir,
      loadKeyRing: () => loadKeyRing(this.#options.keyFile),
      seen,
      desk: this.#desk,
      sweeper: this.#sweeper,
      clock: host.clock,
      markOf: (name) => host.markOf(path.join(store.logDir, name)),
      ignoresFileTimes: args.ignoreFileTimes,
      intervalMs: this.#options.intervalMs,
      queueMax: args.queue,
      onTurn: async () => this.#onTurn(),
    });
    const { signal } = this.#stop;
    this.#sending = Promise.all(
      this.#deliveries.map((one) => one.run(this.#stopSinks.signal, startSeq)),
    );
    const onFailed = (error: unknown): void => this.#onFailed(error);
    this.#watching = this.#watcher.run(signal).catch(onFailed);
    // A sweep under way ends with its thread.
    this.#sweeper.run(signal).catch(onFailed);
  }

  status(): WatchAnswer {
    const { host, store } = this.#options;
    return statusOf({
      tool: host.tool,
      store: store.path,
      startedAt: this.#startedAt,
      watcher: this.#watcher,
      sweeper: this.#sweeper,
      desk: this.#desk,
      deliveries: this.#deliveries,
      wallMs: host.clock.wallMs,
      figures: host.figures,
    });
  }

  async end(): Promise<WatchAnswer> {
    const { host } = this.#options;
    this.#stop.abort();
    const status = this.status();
    await this.#watching;
    await this.#desk.sendSummary(true);
    await this.#waitForSinks();
    this.#stopSinks.abort();
    await this.#sending;
    await this.#keepSeen();
    const { verdict, unverifiedCount } = status;
    await this.#history.writeNote('stopped', { verdict, unverifiedCount });
    await this.#history.close();
    return { ...status, now: host.clock.wallMs(), sinks: this.status().sinks };
  }

  #makeSweeper(): Sweeper {
    const { host, store, args, runner, pauseMs, staleMs, keyFile, signer, shell } = this.#options;
    return new Sweeper({
      runner,
      clock: host.clock,
      logDir: store.logDir,
      loadKeyRing: () => loadKeyRing(keyFile),
      firstShare: Math.max(args.firstSweepShare, args.sweepShare) / 100,
      share: args.sweepShare / 100,
      bytesPerSecondMax: args.sweepRate * MIB,
      pauseMs,
      staleAfterUs: typeof staleMs === 'number' ? staleMs * 1000 : undefined,
      anchors: () => [
        ...this.#watcher.anchors,
        ...(this.#checkpoint ? [this.#checkpoint] : []),
        ...this.#options.anchors,
        ...this.#witnessed(),
      ],
      durableSeq: () => this.#watcher.follower.headSeq,
      wantsCheckpoint: signer !== undefined,
      onSwept: async (swept) => this.#onSwept(swept),
      onFailure: (error) => {
        if (this.#stop.signal.aborted || isGone(error)) return;
        shell.warn(`a sweep could not be done: ${String(error)}`);
      },
    });
  }

  /** What the witnesses remember by now. Throws as readWitness does. */
  #witnessed(): Anchor[] {
    const { witnesses, store, keyFile } = this.#options;
    if (witnesses.length === 0) return [];
    const log = { dir: store.logDir, keyRing: loadKeyRing(keyFile) };
    const checkpoints = witnesses.flatMap((folder) => readWitness(folder, log));
    return anchorsOf({ receipts: [], checkpoints });
  }

  async #onSwept(swept: Swept): Promise<void> {
    await this.#watcher.takeSweep(swept);
    const { checkpoint, verdict } = swept;
    const { checkpointFile, signer } = this.#options;
    if (checkpoint !== undefined && checkpointFile !== undefined && signer !== undefined) {
      const note = signCheckpoint(checkpoint, [signer]);
      fs.writeFileSync(`${checkpointFile}.new`, note);
      // Crash here: the old checkpoint still stands.
      fs.renameSync(`${checkpointFile}.new`, checkpointFile);
      this.#checkpoint = { kind: 'checkpoint', ...checkpoint };
    }
    if (swept.number === 1) {
      const { value, lastSeq, verifiedCount, findingCount } = verdict;
      await this.#history.writeNote('swept', { value, lastSeq, verifiedCount, findingCount });
    }
  }

  /** The checkpoint that an earlier watch left, if it is this signer's. */
  #keptCheckpoint(): Anchor | undefined {
    const { checkpointFile, signer, shell } = this.#options;
    if (checkpointFile === undefined || signer === undefined) return undefined;
    if (!fs.existsSync(checkpointFile)) return undefined;
    const key = parseNoteKey(signer.verifier);
    const opened = openCheckpoint(fs.readFileSync(checkpointFile), key ? [key] : []);
    if (!('reason' in opened)) return { kind: 'checkpoint', ...opened };
    shell.warn(`the checkpoint that is there is not used: ${opened.reason}`);
    return undefined;
  }

  async #onTurn(): Promise<void> {
    const { host, shell } = this.#options;
    const nowMs = host.clock.wallMs();
    for (const { id, note, by } of takeResolutions(this.#history.folder))
      if ((await this.#desk.resolve(id, { note, by })) === undefined)
        shell.warn(`there is no finding ${id} to resolve`);
    await this.#desk.sendSummary();
    if (nowMs >= this.#seenAtMs + SEEN_MS) await this.#keepSeen();
    if (nowMs >= this.#statusAtMs) {
      this.#statusAtMs = nowMs + Math.min(STATUS_MS_MAX, this.#options.statusMs);
      shell.onStatus(this.status());
    }
    if (this.#isVerifiedOnce()) this.#onVerified();
  }

  #isVerifiedOnce(): boolean {
    const { state, unverifiedCount, isSuspicious } = this.#watcher;
    const isDone = this.#sweeper.doneCount > 0 && unverifiedCount === 0;
    return isDone && state === 'following' && !isSuspicious;
  }

  async #keepSeen(): Promise<void> {
    const { trusted } = this.#watcher;
    this.#seenAtMs = this.#options.host.clock.wallMs();
    if (trusted === undefined || trusted.seq === this.#seenSeq) return;
    this.#seenSeq = trusted.seq;
    await this.#history.writeSeen(trusted);
  }

  async #waitForSinks(): Promise<void> {
    const { clock } = this.#options.host;
    const endMs = clock.nowMs() + LAST_DELIVERY_MS;
    const isWaiting = () => this.#deliveries.some((one) => one.doneSeq < this.#desk.lastAlertSeq);
    while (isWaiting() && clock.nowMs() < endMs) await clock.sleep(20, this.#stopSinks.signal);
  }
}
