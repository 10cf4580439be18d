import type { Series } from '@lighthouse/contract';
import type { Shard } from '@lighthouse/contract/shard';
import { Trend } from '@lighthouse/verdict';
import { addCounts } from './slice-totals.ts';
import type { ThreadReport } from './run-metrics.ts';

/** CPU as a share of one core, memory in bytes; null where it could not be read. */
export interface UseSample {
  readonly generatorCpu: number | null;
  readonly generatorMemory: number | null;
  readonly targetCpu: number | null;
  readonly targetMemory: number | null;
}

export type RowHistograms = Shard['rows'];
type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One row while it is being filled. */
interface OpenRow {
  readonly counts: { intended: number; ok: number; fail: number; info: number; dropped: number };
  readonly latency: Trend;
  readonly sendDelay: Trend;
  readonly agents: number[];
  readonly loopDelay: Trend;
  use: UseSample | undefined;
}

/** Lengths of a row to choose from, in seconds. */
const ROW_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
const ROWS_AIM = 1200;

/**
 * Chooses how long a row is, so that a long run does not become a long table. A multiple of the
 * threads' second.
 */
export function seriesIntervalMs(durationMs: number): number {
  const seconds = ROW_SECONDS.find((each) => durationMs / 1000 / each <= ROWS_AIM);
  return (seconds ?? ROW_SECONDS.at(-1) ?? 1) * 1000;
}

/**
 * Makes the rows of a run's series. Threads report second by second and not in step: a row stays
 * open until every thread has gone past it, because quantiles cannot be merged once they are taken.
 */
export class SeriesBuilder {
  readonly #secondsPerRow: number;
  readonly #done: Writable<Series>;
  /** Of the rows that are done; undefined when nobody needs them. */
  readonly #histograms: RowHistograms | undefined;
  readonly #open = new Map<number, OpenRow>();
  /** Last second that each thread reported. */
  readonly #reached: number[];
  /** Agents of each thread in the last row that is done: a thread that skips a row keeps them. */
  #agents: readonly number[];

  constructor(options: {
    startMs: number;
    intervalMs: number;
    workers: number;
    keepsRows?: boolean;
  }) {
    if (options.keepsRows === true) this.#histograms = noRows();
    this.#secondsPerRow = options.intervalMs / 1000;
    this.#reached = Array.from({ length: options.workers }, () => -1);
    this.#agents = Array.from({ length: options.workers }, () => 0);
    this.#done = { ...emptyColumns(), startMs: options.startMs, intervalMs: options.intervalMs };
  }

  setStart(startMs: number): void {
    this.#done.startMs = startMs;
  }

  add(report: ThreadReport): void {
    const row = this.#rowOf(report.second);
    for (const delta of report.slices) {
      addCounts(row.counts, delta);
      if (delta.latency !== undefined) row.latency.add(delta.latency);
      if (delta.sendDelay !== undefined) row.sendDelay.add(delta.sendDelay);
    }
    row.agents[report.worker] = report.agents;
    if (report.loopDelay !== undefined) row.loopDelay.add(report.loopDelay);
    this.#reached[report.worker] = report.second;
    this.#closeUpTo(Math.floor((Math.min(...this.#reached) + 1) / this.#secondsPerRow));
  }

  /**
   * Adds what was used in a second. It often comes when the threads have closed its row already.
   */
  sample(second: number, use: UseSample): void {
    const number = this.#rowNumber(second);
    if (number < this.#done.ok.length) writeUse(this.#done, number, use);
    else this.#rowOf(second).use = use;
  }

  /** Gives all rows; those still open as far as they are filled. */
  series(): Series {
    const copy = structuredClone(this.#done);
    const last = Math.max(-1, ...this.#open.keys());
    let agents = this.#agents;
    for (let number = copy.ok.length; number <= last; number++)
      agents = appendRow(copy, this.#open.get(number) ?? openRow(), agents);
    return copy;
  }

  /** Gives what all rows are read off from, unless that is not kept. */
  histograms(): RowHistograms {
    const copy = structuredClone(this.#histograms) ?? noRows();
    if (this.#histograms === undefined) return copy;
    const last = Math.max(-1, ...this.#open.keys());
    for (let number = this.#done.ok.length; number <= last; number++)
      keepRow(copy, this.#open.get(number) ?? openRow());
    return copy;
  }

  #rowNumber(second: number): number {
    return Math.floor(Math.max(0, second) / this.#secondsPerRow);
  }

  /**
   * What comes for a row that is closed already counts in the first open one: counts must add up.
   */
  #rowOf(second: number): OpenRow {
    const number = Math.max(this.#rowNumber(second), this.#done.ok.length);
    const known = this.#open.get(number);
    if (known !== undefined) return known;
    const row = openRow();
    this.#open.set(number, row);
    return row;
  }

  #closeUpTo(end: number): void {
    for (let number = this.#done.ok.length; number < end; number++) {
      const row = this.#open.get(number) ?? openRow();
      this.#agents = appendRow(this.#done, row, this.#agents);
      if (this.#histograms !== undefined) keepRow(this.#histograms, row);
      this.#open.delete(number);
    }
  }
}

function openRow(): OpenRow {
  return {
    counts: { intended: 0, ok: 0, fail: 0, info: 0, dropped: 0 },
    latency: new Trend('narrow'),
    sendDelay: new Trend('narrow'),
    agents: [],
    loopDelay: new Trend('narrow'),
    use: undefined,
  };
}

function noRows(): RowHistograms {
  return { latency: [], sendDelay: [], sendDelayMax: [] };
}

function keepRow(to: RowHistograms, { latency, sendDelay }: OpenRow): void {
  to.latency.push(latency.encoded);
  to.sendDelay.push(sendDelay.encoded);
  to.sendDelayMax.push(sendDelay.maxMs);
}

/** Gives the agents of each thread in this row, for the next one to go on from. */
function appendRow(
  to: Writable<Series>,
  row: OpenRow,
  agentsBefore: readonly number[],
): readonly number[] {
  const agents = agentsBefore.map((before, worker) => row.agents[worker] ?? before);
  to.intended.push(row.counts.intended);
  to.ok.push(row.counts.ok);
  to.fail.push(row.counts.fail);
  to.info.push(row.counts.info);
  to.dropped.push(row.counts.dropped);
  to.agents.push(agents.reduce((sum, each) => sum + each, 0));
  to.latencyP50.push(row.latency.percentileMs(50));
  to.latencyP95.push(row.latency.percentileMs(95));
  to.latencyP99.push(row.latency.percentileMs(99));
  to.latencyMax.push(row.latency.maxMs);
  to.sendDelayP99.push(row.sendDelay.percentileMs(99));
  to.eventLoopDelayP99.push(row.loopDelay.percentileMs(99));
  writeUse(to, to.ok.length - 1, row.use ?? NO_USE);
  return agents;
}

const NO_USE: UseSample = {
  generatorCpu: null,
  generatorMemory: null,
  targetCpu: null,
  targetMemory: null,
};

function writeUse(to: Writable<Series>, number: number, use: UseSample): void {
  to.generatorCpu[number] = use.generatorCpu;
  to.generatorMemory[number] = use.generatorMemory;
  to.targetCpu[number] = use.targetCpu;
  to.targetMemory[number] = use.targetMemory;
}

function emptyColumns(): Omit<Series, 'startMs' | 'intervalMs'> {
  return {
    intended: [],
    ok: [],
    fail: [],
    info: [],
    dropped: [],
    agents: [],
    latencyP50: [],
    latencyP95: [],
    latencyP99: [],
    latencyMax: [],
    sendDelayP99: [],
    generatorCpu: [],
    generatorMemory: [],
    eventLoopDelayP99: [],
    targetCpu: [],
    targetMemory: [],
  };
}
