import path from 'node:path';
import { RUN_FILES } from '@lighthouse/contract';
import type { FaultResult } from '@lighthouse/contract/fault-result';
import type { FaultEffects } from '../audit/fault-effects.ts';
import { FaultBook } from '../faults/fault-book.ts';
import { FaultController, type FaultMark } from '../faults/fault-controller.ts';
import { FaultTimeline } from '../faults/fault-timeline.ts';
import { lanesOf, type Lanes } from '../faults/lanes.ts';
import type { PlannedFault } from '../faults/planned-fault.ts';
import { runEffects } from '../faults/run-effects.ts';
import { readHistory } from '../history/history-reader.ts';
import type { AfterFault } from '../faults/recovery.ts';
import type { LiveFault } from '../run/live-observer.ts';
import type { RunIo } from '../run/run-io.ts';
import type { RunSettings } from '../run/run-settings.ts';
import type { RunTarget } from '../run/target.ts';
import type { LaneWays } from '../run/thread-messages.ts';
import { wallNowMs, type Clock } from './clock.ts';
import { openFault } from './faults/open-fault.ts';
import type { LogWatch } from './log-watch.ts';
import { startProxy, type ProxyHandle } from './start-proxy.ts';

export interface FaultRunParts {
  readonly settings: RunSettings;
  readonly target: RunTarget;
  readonly clock: Clock;
  readonly io: RunIo;
  /** Undefined when the log of the target cannot be read. */
  readonly watch: LogWatch | undefined;
}

const US_PER_MS = 1000;

/** Everything that breaks things in a run, and makes them whole again. */
export class FaultRun {
  readonly #parts: FaultRunParts;
  readonly #faults: readonly PlannedFault[];
  readonly #book: FaultBook;
  readonly #lanes: Lanes | undefined;
  readonly #proxy: ProxyHandle | undefined;
  #controller: FaultController | undefined;
  #diskFullAnswers: () => number = () => 0;
  timeline: FaultTimeline | undefined;

  /** Opens the proxy, when a fault is on the network. */
  static async open(parts: FaultRunParts): Promise<FaultRun> {
    const { plan, tool } = parts.settings;
    const lanes = lanesOf(plan);
    if (lanes === undefined) return new FaultRun(parts, undefined, undefined);
    const { hostname, port, protocol } = new URL(parts.target.url);
    const proxy = await startProxy(
      {
        role: 'proxy',
        target: {
          host: hostname.replaceAll(/[[\]]/g, ''),
          port: Number(port) || (protocol === 'https:' ? 443 : 80),
        },
        laneCount: lanes.count,
        isTapped: (plan.faults ?? []).some(({ action }) => action.kind === 'duplicate'),
      },
      tool.worker,
    );
    return new FaultRun(parts, lanes, proxy);
  }

  private constructor(
    parts: FaultRunParts,
    lanes: Lanes | undefined,
    proxy: ProxyHandle | undefined,
  ) {
    const { plan } = parts.settings;
    this.#parts = parts;
    this.#faults = plan.faults ?? [];
    this.#book = new FaultBook(plan);
    this.#lanes = lanes;
    this.#proxy = proxy;
  }

  /** Ways for the agents that faults of the network apply to. */
  get laneWays(): LaneWays | undefined {
    if (this.#lanes === undefined || this.#proxy === undefined) return undefined;
    return { ports: this.#proxy.ports, laneOf: this.#lanes.laneOf };
  }

  /** Begins with the load, at a time of the clock. */
  begin(
    startMs: number,
    on: {
      readonly onStretch: (atMs: number, isFaulty: boolean) => void;
      readonly onFault: (fault: LiveFault) => void;
      readonly diskFullAnswers: () => number;
    },
  ): void {
    if (this.#faults.length === 0) return;
    this.#diskFullAnswers = on.diskFullAnswers;
    const timeline = new FaultTimeline(startMs);
    this.timeline = timeline;
    this.#controller = new FaultController({
      faults: this.#faults,
      book: this.#book,
      open: (fault) => this.#open(fault),
      nowMs: this.#parts.clock.nowMs,
      wallMs: (atMs) => this.wallMs(atMs),
      later: (delayMs, run) => {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
      onMark: (mark) => {
        const { isFaulty } = timeline.mark(mark);
        on.onStretch(mark.atMs, isFaulty);
        const { id, action } = mark.fault;
        const atMs = this.wallMs(mark.atMs);
        on.onFault({ id, kind: action.kind, change: mark.kind, atMs });
        this.#say(mark);
      },
    });
    this.#controller.begin(startMs);
  }

  /** Heals everything. May be called more than once. */
  async heal(): Promise<void> {
    await this.#controller?.healAll();
    this.timeline?.end(this.#parts.clock.nowMs());
  }

  async close(): Promise<void> {
    await this.heal();
    await this.#proxy?.terminate();
  }

  /** What became of each fault so far. */
  results(): FaultResult[] {
    return this.#book.results();
  }

  /** What they did that the target is not to be blamed for. */
  effects(): FaultEffects {
    const { groups } = this.#parts.settings.plan.crowd;
    return runEffects(this.timeline?.spans() ?? [], groups);
  }

  wallMs(atMs: number): number {
    return wallNowMs() + atMs - this.#parts.clock.nowMs();
  }

  /** Reads from the history what honest agents did in a time of the clock. */
  operationsIn(startMs: number, endMs: number): AfterFault[] {
    const { settings } = this.#parts;
    const { groups } = settings.plan.crowd;
    const isHonest = (agent: number) =>
      groups.find(({ firstIndex, count }) => agent >= firstIndex && agent < firstIndex + count)
        ?.behaviour === 'honest';
    const found: AfterFault[] = [];
    const folder = path.join(settings.folder, RUN_FILES.history);
    for (const record of readHistory(folder, () => '')) {
      const intendedMs = record.intendedUs / US_PER_MS;
      if (record.kind === 'enrol' || intendedMs < startMs || intendedMs >= endMs) continue;
      if (!isHonest(record.agent)) continue;
      const latencyMs = record.answeredUs / US_PER_MS - intendedMs;
      found.push({ intendedMs, latencyMs, isOk: record.outcome === 'ok' });
    }
    return found;
  }

  #open(fault: PlannedFault) {
    const { target, settings, watch } = this.#parts;
    return openFault(fault, {
      target,
      runFolder: settings.folder,
      proxy: this.#proxy,
      lanes: this.#lanes,
      watch,
      diskFullAnswers: this.#diskFullAnswers,
    });
  }

  #say({ fault, kind }: FaultMark): void {
    const what = `fault ${fault.id} (${fault.action.kind})`;
    this.#parts.io.log('debug', kind === 'begin' ? `${what} begins` : `${what} is healed`);
  }
}
