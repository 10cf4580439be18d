import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { LighthouseError, RUN_FILES, type Result } from '@lighthouse/contract';
import { figuresOf, judgeThresholds, thresholdToAbortFor } from '@lighthouse/verdict';
import { sleep, wallNowMs, type Clock } from '../host/clock.ts';
import { hostFacts } from '../host/host-facts.ts';
import { writeWhole } from '../host/run-folder.ts';
import { startLoadThread } from '../host/start-load-thread.ts';
import { UseSampler } from '../host/use-sampler.ts';
import { RunMetrics, type ThreadReport } from '../metrics/run-metrics.ts';
import { SecondBuilder, type Second } from '../metrics/second-builder.ts';
import { seriesIntervalMs, type UseSample } from '../metrics/series-builder.ts';
import { logWatchResult } from '../watch/log-watch-result.ts';
import { progressView } from '../screen/progress-view.ts';
import { RecentSeconds } from '../screen/recent-seconds.ts';
import type { Doing } from '../screen/run-phase.ts';
import type { LogWatch } from '../host/log-watch.ts';
import type { FaultRun } from '../host/fault-run.ts';
import { faultFigures, stretchFigures } from './fault-figures.ts';
import { driveLoad, type LoadTick, type StopReason } from './drive-load.ts';
import type { LiveObserver } from './live-observer.ts';
import { makeLiveResult } from './live-result.ts';
import { LoadControl } from './load-control.ts';
import { describeStop, makeUnfinishedResult, type RunState } from './make-result.ts';
import { agentsIn } from '../plan/parse-shard.ts';
import { shardFigures } from './shard-figures.ts';
import type { RunIo } from './run-io.ts';
import type { RunSettings } from './run-settings.ts';
import type { RunTarget } from './target.ts';
import { threadTasks } from './thread-tasks.ts';

export interface LiveRunParts {
  readonly settings: RunSettings;
  readonly target: RunTarget;
  readonly clock: Clock;
  readonly tempDir: string;
  readonly io: RunIo;
  readonly faults: FaultRun;
  /** Undefined when the log of the target cannot be read. */
  readonly watch: LogWatch | undefined;
  readonly observer: LiveObserver;
}

/** How often thresholds that may end the run are looked at; not before there was time to settle. */
const ABORT_LOOK_MS = 2_000;
/** How often the result is written on the way, so that a run that is killed has one. */
const SAVE_MS = 5_000;
/** How often the screen is drawn anew. */
const VIEW_MS = 250;
const SECOND_MS = 1_000;

/**
 * A run from its first request to its last: what leads the threads, and what is known meanwhile.
 */
export class LiveRun {
  readonly metrics: RunMetrics;
  readonly #parts: LiveRunParts;
  /** Of no other run, wherever it was: folders of one name are on many machines. */
  readonly #id: string;
  readonly #control: LoadControl;
  readonly #sampler: UseSampler;
  readonly #host: Result['host'] = hostFacts();
  readonly #startedAtMs = wallNowMs();
  readonly #loadMs: number;
  readonly #agentCount: number;
  /** How long the load has lasted so far. */
  #loadedMs = 0;
  readonly #seconds: SecondBuilder;
  readonly #recent = new RecentSeconds();
  /** When the load begins, in milliseconds since 1970. */
  #loadStartMs = 0;
  #agentsJoined = 0;
  #interrupted: string | undefined;
  /** Every answer is in the history. */
  #isOver = false;
  #second = 0;
  #use: UseSample | undefined;
  #nextLookMs = ABORT_LOOK_MS;
  #nextSaveMs = SAVE_MS;
  #nextViewMs = 0;
  #abort: StopReason | undefined;

  constructor(parts: LiveRunParts) {
    const { settings, target, clock, tempDir, faults } = parts;
    this.#id = `${path.basename(settings.folder)}-${randomBytes(4).toString('hex')}`;
    const { plan } = settings;
    const tasks = threadTasks(settings, target, faults.laneWays);
    const entry = settings.tool.worker;
    this.#parts = parts;
    this.#loadMs = plan.crowd.endUs / 1000;
    this.#agentCount = agentsIn(settings.place, plan.agentCount);
    this.#sampler = new UseSampler(clock, target.pid);
    this.#seconds = new SecondBuilder(tasks.length);
    this.metrics = new RunMetrics({
      startMs: this.#startedAtMs,
      intervalMs: seriesIntervalMs((plan.crowd.endUs + plan.drainUs) / 1000),
      workers: tasks.length,
      hasStretches: plan.faults !== undefined,
      warmupMs: (plan.warmupUs ?? 0) / 1000,
      behaviours: plan.crowd.groups.map(({ behaviour }) => behaviour),
      slo: plan.slo ?? [],
      keepsRows: settings.place !== undefined,
    });
    this.#control = new LoadControl({
      tasks,
      startThread: (task, on) => startLoadThread(task, { entry, tempDir }, on),
      onReport: (report) => this.#take(report),
    });
  }

  /** Lets the agents join, do their work, and waits for the last answers. */
  async load(): Promise<{ readonly loadMs: number }> {
    const { settings, clock, io, faults } = this.#parts;
    await this.#enrol();
    const { stopReason, loadMs } = await driveLoad({
      control: this.#control,
      plan: settings.plan,
      nowMs: clock.nowMs,
      sleep,
      stopReason: () => this.#stopReason(),
      onStart: (startMs) => this.#start(startMs),
      onTick: (tick) => this.#tick(tick),
      // Whatever is broken must be whole for the last answers to come through.
      onDrain: () => void faults.heal(),
    });
    this.#tell(this.#seconds.end());
    await faults.heal();
    io.progress.end();
    this.#isOver = true;
    this.#loadedMs = loadMs;
    this.#interrupted = describeStop(stopReason);
    return { loadMs };
  }

  state(): RunState {
    const { settings, target, watch, faults } = this.#parts;
    return {
      settings,
      target,
      metrics: this.metrics,
      host: this.#host,
      id: this.#id,
      startedAtMs: this.#startedAtMs,
      nowMs: wallNowMs(),
      told: this.#control.target,
      agentsJoined: this.#agentsJoined,
      faultFigures: this.#faultFigures(),
      shard: this.#shardFigures(),
      logWatch: logWatchResult(watch?.figures(), (atMs) => faults.wallMs(atMs)),
      interrupted: this.#interrupted,
    };
  }

  /** Figures for thresholds, of the whole run and of its stretches. */
  figures(loadMs: number) {
    const warmupMs = (this.#parts.settings.plan.warmupUs ?? 0) / 1000;
    const countedMs = Math.max(0, loadMs - warmupMs);
    return figuresOf(this.metrics.slices(), countedMs / SECOND_MS, this.#stretches());
  }

  async terminate(): Promise<void> {
    await this.#control.terminate();
  }

  #start(startMs: number): void {
    const { settings, target, clock, faults, observer } = this.#parts;
    this.#loadStartMs = wallNowMs() + startMs - clock.nowMs();
    this.metrics.setStart(this.#loadStartMs);
    observer.begin({
      runId: path.basename(settings.folder),
      scenario: settings.plan.name,
      toolVersion: settings.tool.version,
      targetUrl: target.url,
      startMs: this.#loadStartMs,
      loadMs: this.#loadMs,
      agentsPlanned: this.#agentCount,
      groups: settings.plan.crowd.groups,
      metrics: this.metrics,
      snapshot: () => this.#liveResult(clock.nowMs() - startMs),
    });
    faults.begin(startMs, {
      onStretch: (atMs, isFaulty) => this.#control.beginStretch(atMs, isFaulty),
      onFault: (fault) => observer.fault(fault),
      diskFullAnswers: () => this.metrics.answersOf('DISK_FULL'),
    });
  }

  #liveResult(elapsedMs: number): Result {
    const figures = this.figures(Math.min(Math.max(elapsedMs, SECOND_MS), this.#loadMs));
    const { thresholds } = this.#parts.settings.plan;
    const { limited } = this.metrics.generator();
    return makeLiveResult(
      { ...this.state(), shard: undefined },
      judgeThresholds(thresholds, figures, limited),
    );
  }

  #stretches() {
    const { timeline } = this.#parts.faults;
    return timeline === undefined ? undefined : stretchFigures(timeline, this.metrics);
  }

  #shardFigures() {
    const { place, plan } = this.#parts.settings;
    return shardFigures(place, {
      metrics: this.metrics,
      loadMs: this.#loadedMs,
      thresholds: plan.thresholds,
      stretches: this.#stretches(),
    });
  }

  #faultFigures() {
    const { faults } = this.#parts;
    return faultFigures({
      faults: faults.results(),
      timeline: faults.timeline,
      metrics: this.metrics,
      wallMs: (atMs) => faults.wallMs(atMs),
      operationsIn: (startMs, endMs) => (this.#isOver ? faults.operationsIn(startMs, endMs) : []),
    });
  }

  async #enrol(): Promise<void> {
    const { io, target } = this.#parts;
    this.#show('joining', 0);
    const { enrolled, failures } = await this.#control.enrolled();
    if (failures.size === 0) return;
    const why = [...failures].map(([name, count]) => `${name} ${count}`).join(', ');
    if (enrolled > 0) {
      io.log('warn', `${this.#agentCount - enrolled} agents could not join: ${why}`);
      return;
    }
    throw new LighthouseError('LH_UNREACHABLE', 'no agent could join the target', {
      facts: { url: target.url, answers: why },
      hint: target.isEmbedded
        ? 'see bridge.log in the folder of the run'
        : 'check the enrolment token',
    });
  }

  #take(report: ThreadReport): void {
    this.metrics.add(report);
    this.#agentsJoined = Math.max(this.#agentsJoined, this.#control.agentsEver);
    this.#tell(this.#seconds.add(report));
  }

  #tell(seconds: readonly Second[]): void {
    for (const second of seconds) {
      this.#recent.add(second);
      this.#parts.observer.point({
        ...second,
        startMs: this.#loadStartMs + second.number * SECOND_MS,
        agents: this.#control.agents,
        inFlight: this.#control.inFlight,
        use: this.#use,
      });
    }
  }

  #stopReason(): StopReason | undefined {
    const signal = this.#parts.io.interruptedBy();
    return signal === undefined ? this.#abort : { kind: 'signal', signal };
  }

  #tick(tick: LoadTick): void {
    this.#loadedMs = Math.min(tick.elapsedMs, this.#loadMs);
    if (tick.elapsedMs >= (this.#second + 1) * SECOND_MS) this.#sample(tick);
    if (tick.elapsedMs >= this.#nextLookMs) this.#look(tick);
    if (tick.elapsedMs >= this.#nextSaveMs) this.#save(tick);
    if (tick.elapsedMs < this.#nextViewMs) return;
    this.#nextViewMs = tick.elapsedMs + VIEW_MS;
    this.#show(tick.phase, tick.elapsedMs);
  }

  #show(doing: Doing, elapsedMs: number): void {
    const { settings, io, faults, watch } = this.#parts;
    const moment = {
      plan: { ...settings.plan, agentCount: this.#agentCount },
      doing,
      elapsedMs,
      agents: this.#control.agents,
      inFlight: this.#control.inFlight,
      recent: this.#recent.figures,
      metrics: this.metrics,
      faults: faults.results(),
      watch: watch?.figures(),
      use: this.#use,
    };
    io.progress.update(progressView(moment, io.stderr));
  }

  #sample({ elapsedMs }: LoadTick): void {
    this.#second = Math.floor(elapsedMs / SECOND_MS);
    this.#use = this.#sampler.sample();
    this.metrics.sample(this.#second - 1, this.#use);
  }

  #look({ elapsedMs }: LoadTick): void {
    this.#nextLookMs = elapsedMs + ABORT_LOOK_MS;
    const thresholds = this.#parts.settings.plan.thresholds;
    if (!thresholds.some(({ abortOnFail }) => abortOnFail)) return;
    const figures = this.figures(elapsedMs);
    const judged = judgeThresholds(thresholds, figures);
    const missed = thresholdToAbortFor(thresholds, judged, elapsedMs * 1000);
    if (missed === undefined) return;
    this.#abort = { kind: 'threshold', threshold: `${missed.metric}: ${missed.limit}` };
  }

  #save({ elapsedMs }: LoadTick): void {
    this.#nextSaveMs = elapsedMs + SAVE_MS;
    const file = path.join(this.#parts.settings.folder, RUN_FILES.result);
    writeWhole(file, `${JSON.stringify(makeUnfinishedResult(this.state()))}\n`);
  }
}
