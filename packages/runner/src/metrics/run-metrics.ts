import type { OutcomeCounts, Result, Series, Slice } from '@lighthouse/contract';
import type { HeatMap } from '@lighthouse/contract/heat-map';
import { HeatMapBuilder, type SloFigures, type Trend, type TrendDelta } from '@lighthouse/verdict';
import { AgentSeries } from './agent-series.ts';
import type { SliceDelta, SliceTags } from './interval.ts';
import { SeriesBuilder, type RowHistograms, type UseSample } from './series-builder.ts';
import { GeneratorWatch, type GeneratorFigures, type TargetFigures } from './generator-watch.ts';
import { LieTotals, type ByzantineRow, type LieDelta } from './lie-totals.ts';
import { Sightings, type Seen, type SightDelta } from './sightings.ts';
import { ErrorCounts } from './error-counts.ts';
import { addCounts, SliceTotals } from './slice-totals.ts';
import type { PlannedSlo } from '../plan/plan.ts';
import { SloBook } from './slo-book.ts';

/** One second of one thread. */
export interface ThreadReport {
  readonly worker: number;
  /** Number of the second since the start of the load that this report closes. */
  readonly second: number;
  readonly slices: readonly SliceDelta[];
  /** Left out when nobody lied. */
  readonly lies?: readonly LieDelta[];
  /** Left out when nothing was looked at. */
  readonly sights?: SightDelta;
  /** What was answered to attempts that are made again, by error. */
  readonly again?: ReadonlyMap<string, number>;
  /** Agents of this thread that have a session; all, and by number of their group. */
  readonly agents: number;
  /** Agents of this thread that have or had one; `agents` when left out. */
  readonly agentsEver?: number;
  readonly agentsByGroup?: readonly number[];
  readonly inFlight: number;
  /** How late the event loop ran its timers. */
  readonly loopDelay: TrendDelta | undefined;
  /** Share of the time that the event loop was busy. */
  readonly busyShare: number;
}

/**
 * What is merged from all threads while a run goes on. Memory grows with the number of rows of the
 * series only.
 */
export class RunMetrics {
  /** What the warm-up intended: in the series and in no other figure. */
  readonly warmup = new SliceTotals({ op: 'all', role: 'all', behaviour: 'all' });
  readonly total = new SliceTotals({ op: 'all', role: 'all', behaviour: 'all' });
  readonly #slices = new Map<string, SliceTotals>();
  /** By stretch, then as above; kept for runs with faults only. */
  readonly #stretches: Map<number, Map<string, SliceTotals>> | undefined;
  readonly #honest = new SliceTotals({ op: 'all', role: 'all', behaviour: 'honest' });
  readonly #lies = new LieTotals();
  readonly #sightings = new Sightings();
  readonly #again = new ErrorCounts();
  readonly #series: SeriesBuilder;
  readonly #agents: AgentSeries;
  readonly #heatMap = new HeatMapBuilder();
  readonly #watch = new GeneratorWatch();
  readonly #warmupSeconds: number;
  readonly #slo: readonly SloBook[];

  constructor(options: {
    startMs: number;
    intervalMs: number;
    workers: number;
    hasStretches?: boolean;
    warmupMs?: number;
    /** By number of the group. */
    behaviours?: readonly string[];
    slo?: readonly PlannedSlo[];
    /** Keeps what the rows of the series are read off from. */
    keepsRows?: boolean;
  }) {
    const { slo = [], intervalMs } = options;
    this.#slo = slo.map((each, place) => new SloBook(each, place, intervalMs));
    this.#warmupSeconds = Math.floor((options.warmupMs ?? 0) / 1000);
    if (options.hasStretches === true) this.#stretches = new Map();
    this.#series = new SeriesBuilder(options);
    this.#agents = new AgentSeries({ behaviours: [], ...options });
  }

  get counts(): OutcomeCounts {
    return this.total.counts;
  }

  /** Those of the warm-up too. */
  get allIntended(): number {
    return this.counts.intended + this.warmup.counts.intended;
  }

  /**
   * Conservation: every operation that was intended ended, one way or another. False is our bug.
   */
  get isConserved(): boolean {
    const sum = this.#sumOfSlices();
    return addsUp(sum) && sum.intended === this.counts.intended && addsUp(this.warmup.counts);
  }

  add(report: ThreadReport): void {
    for (const delta of report.slices) {
      if (delta.latency !== undefined) this.#heatMap.add(report.second, delta.latency);
      if (delta.isWarmup === true) {
        this.warmup.add(delta);
        continue;
      }
      for (const book of this.#slo) book.add(delta, report.second);
      totalsIn(this.#slices, delta.tags).add(delta);
      this.#addToStretch(delta);
      this.total.add(delta);
      if (delta.tags.behaviour === 'honest') this.#honest.add(delta);
    }
    for (const lie of report.lies ?? []) this.#lies.add(lie);
    if (report.sights !== undefined) this.#sightings.add(report.sights);
    for (const [name, count] of report.again ?? []) this.#again.note(name, count);
    this.#series.add(report);
    this.#agents.add(report);
    if (report.second >= this.#warmupSeconds) this.#watch.add(report);
  }

  sample(second: number, use: UseSample): void {
    this.#series.sample(second, use);
    if (second >= this.#warmupSeconds) this.#watch.sample(use);
  }

  /** How often something was answered so, attempts that were made again included. */
  answersOf(error: string): number {
    return (this.total.errors.get(error) ?? 0) + this.#again.of(error);
  }

  slices(): Slice[] {
    return [...this.#slices]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, totals]) => totals.slice());
  }

  /** What was good and what was not, by objective. */
  slo(): SloFigures[] {
    return this.#slo.map((book) => book.figures());
  }

  /** By objective: what ended in each row of the series, and what of it was good. */
  sloRows(): SloBook['rows'][] {
    return this.#slo.map(({ rows }) => rows);
  }

  /** What the rows of the series are read off from; empty unless it was asked for. */
  rowHistograms(): RowHistograms {
    return this.#series.histograms();
  }

  /** What was tried by liars, and what they got. */
  lies(): ByzantineRow[] {
    return this.#lies.rows();
  }

  /** What agents saw when they read back, and in their inboxes; undefined when none looked. */
  seen(): Seen | undefined {
    return this.#sightings.seen();
  }

  /** The operations of the honest agents; undefined when there are no others. */
  honestSlice(): Slice | undefined {
    const isApart = [...this.#slices.values()].some(({ tags }) => tags.behaviour !== 'honest');
    return isApart || this.lies().length > 0 ? this.#honest.slice() : undefined;
  }

  /** What was counted in these stretches of time, by operation, role and behaviour. */
  slicesOf(stretches: readonly number[]): SliceTotals[] {
    return stretches.flatMap((stretch) => [...(this.#stretches?.get(stretch)?.values() ?? [])]);
  }

  totalSlice(): Slice {
    return this.total.slice();
  }

  /** Tells whether these figures are the target's or the generator's own. */
  generator(): GeneratorFigures {
    const { sendDelay, latency } = this.total;
    const tail = (of: Trend) => ({ msP99: of.percentileMs(99), msMax: of.maxMs });
    return this.#watch.judge({ sendDelay: tail(sendDelay), latency: tail(latency) });
  }

  targetUse(): TargetFigures {
    return this.#watch.targetUse();
  }

  /** Sets when the load begins, in milliseconds since 1970; known only when everything is ready. */
  setStart(startMs: number): void {
    this.#series.setStart(startMs);
  }

  series(): Series {
    return this.#series.series();
  }

  /** By behaviour, in the rows of a series; undefined when all are honest. */
  agentsByBehaviour({ agents }: Series): Result['agentsByBehaviour'] {
    return this.#agents.columns(agents.length);
  }

  /** How long answers took, over time; undefined before the first. */
  heatMap(): HeatMap | undefined {
    return this.#heatMap.heatMap();
  }

  #sumOfSlices(): OutcomeCounts {
    const sum = { intended: 0, ok: 0, fail: 0, info: 0, dropped: 0 };
    for (const totals of this.#slices.values()) addCounts(sum, totals.counts);
    return sum;
  }

  #addToStretch(delta: SliceDelta): void {
    const stretches = this.#stretches;
    if (stretches === undefined) return;
    const { stretch = 0 } = delta;
    const known = stretches.get(stretch) ?? new Map<string, SliceTotals>();
    stretches.set(stretch, known);
    totalsIn(known, delta.tags).add(delta);
  }
}

function addsUp({ intended, ok, fail, info, dropped }: OutcomeCounts): boolean {
  return intended === ok + fail + info + dropped;
}

function totalsIn(slices: Map<string, SliceTotals>, tags: SliceTags): SliceTotals {
  const name = `${tags.op}\n${tags.role}\n${tags.behaviour}`;
  const known = slices.get(name);
  if (known !== undefined) return known;
  const totals = new SliceTotals(tags);
  slices.set(name, totals);
  return totals;
}
