import type { ToldTarget } from '../driver/told.ts';
import type { EnrolReport } from '../load/enrol-all.ts';
import type { ThreadReport } from '../metrics/run-metrics.ts';
import { errorOf } from './thread-failure.ts';
import type { FromThread, ThreadTask, ToThread } from './thread-messages.ts';

/** One thread that generates load, as the run sees it. */
export interface LoadThreadHandle {
  readonly tell: (message: ToThread) => void;
  /** Ends it at once. */
  readonly terminate: () => Promise<void>;
}

export interface LoadControlParts {
  readonly tasks: readonly ThreadTask[];
  readonly startThread: (
    task: ThreadTask,
    on: {
      readonly onMessage: (message: FromThread) => void;
      /** The thread ended without having finished. */
      readonly onLost: (error: unknown) => void;
    },
  ) => LoadThreadHandle;
  readonly onReport: (report: ThreadReport) => void;
}

interface ThreadState {
  readonly handle: LoadThreadHandle;
  enrolReport: EnrolReport | undefined;
  isQuiet: boolean;
  isFinished: boolean;
  inFlight: number;
  agents: number;
  agentsEver: number;
}

/**
 * Leads all threads of a run through the same steps. The first failure of a thread is the failure
 * of the run.
 */
export class LoadControl {
  readonly #threads: ThreadState[];
  readonly #parts: LoadControlParts;
  #failure: { readonly error: unknown } | undefined;
  #target: ToldTarget | undefined;
  #onChange: (() => void)[] = [];

  constructor(parts: LoadControlParts) {
    this.#parts = parts;
    this.#threads = parts.tasks.map((task, i) => ({
      handle: parts.startThread(task, {
        onMessage: (message) => this.#take(i, message),
        onLost: (error) => this.#fail(error),
      }),
      enrolReport: undefined,
      isQuiet: false,
      isFinished: false,
      inFlight: 0,
      agents: 0,
      agentsEver: 0,
    }));
  }

  /** Who the target says it is; known soon after the load began. */
  get target(): ToldTarget | undefined {
    return this.#target;
  }

  get inFlight(): number {
    return this.#threads.reduce((sum, { inFlight }) => sum + inFlight, 0);
  }

  /** Agents that have a session. */
  get agents(): number {
    return this.#threads.reduce((sum, { agents }) => sum + agents, 0);
  }

  /** Agents that have or had one. */
  get agentsEver(): number {
    return this.#threads.reduce((sum, { agentsEver }) => sum + agentsEver, 0);
  }

  /** Nothing is due any more and everything is answered, in all threads. */
  get isQuiet(): boolean {
    return this.#threads.every(({ isQuiet }) => isQuiet);
  }

  /** Throws what a thread failed of. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Waits until every agent has a credential, or was refused one. */
  async enrolled(): Promise<EnrolReport> {
    await this.#until(() => this.#threads.every(({ enrolReport }) => enrolReport !== undefined));
    const failures = new Map<string, number>();
    let enrolled = 0;
    for (const { enrolReport } of this.#threads) {
      enrolled += enrolReport?.enrolled ?? 0;
      for (const [name, count] of enrolReport?.failures ?? [])
        failures.set(name, (failures.get(name) ?? 0) + count);
    }
    return { enrolled, failures };
  }

  begin(startMs: number): void {
    this.#tellAll({ kind: 'start', startMs });
  }

  /** A fault began or ended: what is counted from now on is counted apart. */
  beginStretch(atMs: number, isFaulty: boolean): void {
    this.#tellAll({ kind: 'stretch', atMs, isFaulty });
  }

  /** Lets nothing new begin. */
  stop(): void {
    this.#tellAll({ kind: 'stop' });
  }

  /** Gives up what is not answered; resolves when everything is reported and in the history. */
  async finish(): Promise<void> {
    this.#tellAll({ kind: 'finish' });
    await this.#until(() => this.#threads.every(({ isFinished }) => isFinished));
  }

  async terminate(): Promise<void> {
    await Promise.all(this.#threads.map(({ handle }) => handle.terminate()));
  }

  #tellAll(message: ToThread): void {
    for (const { handle } of this.#threads) handle.tell(message);
  }

  #take(number: number, message: FromThread): void {
    const thread = this.#threads[number];
    if (thread === undefined) return;
    if (message.kind === 'enrolled') thread.enrolReport = message.report;
    if (message.kind === 'quiet') thread.isQuiet = message.isQuiet;
    if (message.kind === 'finished') thread.isFinished = true;
    if (message.kind === 'target') this.#target ??= message.target;
    if (message.kind === 'failed') this.#failure ??= { error: errorOf(message.failure) };
    if (message.kind === 'report') {
      thread.inFlight = message.report.inFlight;
      thread.agents = message.report.agents;
      thread.agentsEver = message.report.agentsEver ?? thread.agents;
      this.#parts.onReport(message.report);
    }
    this.#announce();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#announce();
  }

  #announce(): void {
    const waiting = this.#onChange;
    this.#onChange = [];
    for (const look of waiting) look();
  }

  async #until(isSo: () => boolean): Promise<void> {
    for (this.check(); !isSo(); this.check())
      await new Promise<void>((resolve) => this.#onChange.push(resolve));
  }
}
