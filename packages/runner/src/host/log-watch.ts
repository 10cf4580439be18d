import process from 'node:process';
import { Worker } from 'node:worker_threads';
import type { FromWatch, WatchFigures, WatchFinding, WatchTask } from '../watch/watch-messages.ts';
import type { Clock } from './clock.ts';

export interface LogWatchOptions {
  readonly dir: string;
  readonly keyRing: string;
  readonly clock: Clock;
  /** The bundle's second entry. */
  readonly entry: URL;
  /** Something is wrong with the log, in one line. */
  readonly onTampered: (text: string) => void;
}

/** A last look at a log takes no longer, or it is given up. */
const FINISH_MS_MAX = 20_000;
const FINDINGS_MAX = 20;

/**
 * Watches a log in a thread of its own while it is written, and remembers what was found when. It
 * reads files, and knows nothing of what is done to them; what a fault of the run did is taken off
 * the list by whoever did it.
 */
export class LogWatch {
  readonly #options: LogWatchOptions;
  readonly #thread: Worker;
  readonly #over: Promise<void>;
  #found: WatchFinding[] = [];
  #foundCount = 0;
  #figures = { verifiedCount: 0, behindCount: 0, rounds: 0, sectionCount: 0 };
  #stopped: string | undefined;
  #isFinished = false;
  /** Files that a fault damaged, and until when what is said of them is its doing. */
  readonly #damaged = new Map<string, number>();

  static start(options: LogWatchOptions): LogWatch {
    return new LogWatch(options);
  }

  private constructor(options: LogWatchOptions) {
    this.#options = options;
    const { dir, keyRing, entry } = options;
    const task: WatchTask = { dir, keyRing };
    this.#thread = new Worker(entry, { workerData: task, env: process.env, name: 'log-watch' });
    this.#over = new Promise((resolve) => {
      this.#thread.on('message', (message: FromWatch) => this.#take(message));
      this.#thread.once('error', (error) => this.#lose(error.message));
      this.#thread.once('exit', () => {
        if (!this.#isFinished) this.#lose('its thread ended');
        resolve();
      });
    });
  }

  nowMs(): number {
    return this.#options.clock.nowMs();
  }

  figures(): WatchFigures {
    return {
      ...this.#figures,
      findingCount: this.#foundCount,
      findings: this.#found,
      ...(this.#stopped === undefined ? {} : { stopped: this.#stopped }),
    };
  }

  /** A fault begins to damage this file: what is found in it is no guilt of the target. */
  damage(file: string): void {
    this.#damaged.set(file, Infinity);
  }

  /** The file is whole again; looks that began before now may still say that it is not. */
  mend(file: string): void {
    this.#damaged.set(file, this.nowMs());
  }

  /** When something was found in this file by a look that began after a time; then on the clock. */
  foundAfter(sinceMs: number, file: string): number | undefined {
    return this.#inDamaged.find((found) => found.lookedMs >= sinceMs && found.file === file)
      ?.foundMs;
  }

  text(): string {
    const { rounds, verifiedCount, sectionCount } = this.#figures;
    return `${rounds} looks, ${verifiedCount} events verified, ${sectionCount} segments verified again`;
  }

  /** Lets it look once more, and ends it. Never rejects; may be called more than once. */
  async finish(): Promise<void> {
    if (!this.#isFinished) this.#thread.postMessage({ kind: 'finish' });
    const timer = setTimeout(() => {
      this.#lose(`its last look took longer than ${FINISH_MS_MAX} ms`);
      void this.#thread.terminate();
    }, FINISH_MS_MAX);
    await this.#over;
    clearTimeout(timer);
  }

  readonly #inDamaged: WatchFinding[] = [];

  #take(message: FromWatch): void {
    switch (message.kind) {
      case 'round': {
        const { verifiedCount, behindCount, sectionCount, findings } = message;
        const rounds = this.#figures.rounds + 1;
        this.#figures = { verifiedCount, behindCount, sectionCount, rounds };
        for (const finding of findings) this.#note(finding);
        return;
      }
      case 'finished':
        this.#isFinished = true;
        return;
      case 'failed':
        return this.#lose(message.message);
    }
  }

  #note(finding: WatchFinding): void {
    const { code, message, file, lookedMs } = finding;
    this.#options.onTampered(`${code}: ${message}`);
    if (lookedMs <= (this.#damaged.get(file) ?? -Infinity)) {
      if (this.#inDamaged.length < FINDINGS_MAX) this.#inDamaged.push(finding);
      return;
    }
    this.#foundCount += 1;
    if (this.#found.length < FINDINGS_MAX) this.#found.push(finding);
  }

  #lose(why: string): void {
    this.#isFinished = true;
    this.#stopped ??= why;
  }
}
