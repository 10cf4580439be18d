import { loadKeyRing, verifyLog } from '@lighthouse/event-store';
import type { Clock } from './clock.ts';
import { wallNowMs } from './clock.ts';

export interface LogWatchOptions {
  readonly dir: string;
  readonly keyRing: string;
  readonly clock: Clock;
  /** Something is wrong with the log, in one line. */
  readonly onTampered: (text: string) => void;
}

/** Between two passes there is at least so long, and so many times as long as a pass took. */
const PAUSE_MS_MIN = 250;
const PAUSE_PER_PASS = 3;

interface Pass {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly findings: readonly { readonly code: string; readonly file: string }[];
}

/**
 * Verifies a log again and again while it is written, and remembers when it found what. It reads
 * files, and knows nothing of what is done to them.
 */
export class LogWatch {
  readonly #options: LogWatchOptions;
  readonly #found: Pass[] = [];
  #passes = 0;
  #events = 0;
  #isStopped = false;
  #wake: () => void = () => {};
  #running: Promise<void> = Promise.resolve();
  /** What passes that began before say is of the past. */
  #clearedMs = -Infinity;

  constructor(options: LogWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#watch();
  }

  /** Resolves when nothing is read any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    await this.#running;
  }

  nowMs(): number {
    return this.#options.clock.nowMs();
  }

  /** When something was found in this file by a pass that began after a time; then on the clock. */
  foundAfter(sinceMs: number, file: string): number | undefined {
    const pass = this.#found.find(
      ({ startedMs, findings }) =>
        startedMs >= sinceMs && findings.some((finding) => finding.file.endsWith(file)),
    );
    return pass?.endedMs;
  }

  /** Forgets what was found up to now, in passes that still go on as well. */
  async clear(): Promise<void> {
    this.#clearedMs = this.nowMs();
    this.#found.length = 0;
  }

  text(): string {
    return `${this.#passes} passes, the last over ${this.#events} events`;
  }

  async #watch(): Promise<void> {
    const keyRing = loadKeyRing(this.#options.keyRing);
    while (!this.#isStopped) {
      const startedMs = this.nowMs();
      const nowUs = Math.floor(wallNowMs() * 1000);
      try {
        const verdict = await verifyLog({ dir: this.#options.dir, keyRing, nowUs });
        this.#events = verdict.verifiedCount;
        this.#passes++;
        if (verdict.value === 'tampered') this.#report(startedMs, verdict.findings);
      } catch {
        // A file that goes away between two looks is looked at again.
      }
      await this.#pause(Math.max(PAUSE_MS_MIN, PAUSE_PER_PASS * (this.nowMs() - startedMs)));
    }
  }

  #report(startedMs: number, all: readonly { code: string; message: string; file?: string }[]) {
    if (startedMs < this.#clearedMs) return;
    const findings = all.map(({ code, file = '' }) => ({ code, file }));
    this.#found.push({ startedMs, endedMs: this.nowMs(), findings });
    const [first] = all;
    if (first !== undefined) this.#options.onTampered(`${first.code}: ${first.message}`);
  }

  async #pause(ms: number): Promise<void> {
    if (this.#isStopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
