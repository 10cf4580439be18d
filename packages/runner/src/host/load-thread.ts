import { performance } from 'node:perf_hooks';
import type { MessagePort } from 'node:worker_threads';
import { createCrowd, type Crowd } from '@lighthouse/agent-sim';
import { Trend } from '@lighthouse/verdict';
import type { Driver } from '../driver/driver.ts';
import { HistoryWriter } from '../history/history-writer.ts';
import { AgentTable } from '../load/agent-table.ts';
import { enrolAll } from '../load/enrol-all.ts';
import { Recorder } from '../load/recorder.ts';
import { ShardLoad } from '../load/shard-load.ts';
import { failureOf } from '../run/thread-failure.ts';
import type { FromThread, ThreadTask, ToThread } from '../run/thread-messages.ts';
import { Alarm } from './alarm.ts';
import { createClock, type Clock } from './clock.ts';
import { openDriver } from './open-driver.ts';

/**
 * How often time-outs are looked for: they are exact to this. Each look also tells how late the
 * event loop is; there are more than a hundred a second, enough for a percentile of 99.
 */
const LOOK_MS = 8;
const SECOND_MS = 1000;

/** Runs one thread's share of the load, as told through the port, to its end. */
export function runLoadThread(port: MessagePort, task: ThreadTask): void {
  const tell = (message: FromThread) => port.postMessage(message);
  const fail = (error: unknown) => {
    tell({ kind: 'failed', failure: failureOf(error) });
    port.close();
  };
  LoadThread.open(task, tell)
    .then((thread) => {
      port.on('message', (message: ToThread) => {
        thread.take(message).then((isOver) => isOver && port.close(), fail);
      });
      return thread.enrol();
    })
    .catch(fail);
}

/** Owns what a thread works with, and its timers. */
class LoadThread {
  readonly #task: ThreadTask;
  readonly #tell: (message: FromThread) => void;
  readonly #clock: Clock;
  readonly #driver: Driver;
  readonly #history: HistoryWriter;
  readonly #crowd: Crowd;
  readonly #agents: AgentTable;
  readonly #recorder: Recorder;
  readonly #loopDelay = new Trend('narrow');
  #lookedAtMs: number;
  #utilization = performance.eventLoopUtilization();
  #load: ShardLoad | undefined;
  #alarm: Alarm | undefined;
  #startMs = 0;
  #isStopped = false;
  #isQuiet = false;
  #lookTimer: NodeJS.Timeout | undefined;
  #reportTimer: NodeJS.Timeout | undefined;

  static async open(task: ThreadTask, tell: (message: FromThread) => void): Promise<LoadThread> {
    const clock = createClock();
    const driver = await openDriver(task, clock);
    return new LoadThread({ task, tell, clock, driver });
  }

  private constructor(parts: {
    task: ThreadTask;
    tell: (message: FromThread) => void;
    clock: Clock;
    driver: Driver;
  }) {
    const { task } = parts;
    this.#task = task;
    this.#tell = parts.tell;
    this.#clock = parts.clock;
    this.#driver = parts.driver;
    this.#history = new HistoryWriter(task.historyFile);
    this.#crowd = createCrowd(task.crowd, task.shard, task.namePrefix);
    this.#agents = new AgentTable(this.#crowd);
    this.#recorder = new Recorder({
      groups: task.crowd.groups,
      requestNames: (task.http?.requests ?? []).map(({ name }) => name),
      within: task.within,
      history: this.#history,
    });
    this.#lookedAtMs = this.#clock.nowMs();
    this.#lookTimer = setInterval(() => this.#look(), LOOK_MS);
  }

  async enrol(): Promise<void> {
    const report = await enrolAll({
      crowd: this.#crowd,
      agents: this.#agents,
      driver: this.#driver,
      recorder: this.#recorder,
      nowUs: () => this.#nowUs(),
      isStopped: () => this.#isStopped,
      laneOf: (index) => this.#task.lanes?.laneOf[index] ?? 0,
    });
    this.#tell({ kind: 'enrolled', report });
  }

  /** Does what the run says. Resolves with true when the thread is over. */
  async take(message: ToThread): Promise<boolean> {
    if (message.kind === 'start') this.#start(message.startMs);
    else if (message.kind === 'stop') this.#stop();
    else if (message.kind === 'stretch')
      this.#recorder.beginStretch(message.atMs * 1000, message.isFaulty);
    else await this.#finish();
    return message.kind === 'finish';
  }

  #start(startMs: number): void {
    this.#startMs = startMs;
    if (this.#task.warmupUs !== undefined)
      this.#recorder.warmUp(startMs * 1000 + this.#task.warmupUs);
    this.#load = new ShardLoad({
      crowd: this.#crowd,
      agents: this.#agents,
      driver: this.#driver,
      recorder: this.#recorder,
      nowUs: () => this.#nowUs(),
      startUs: startMs * 1000,
      isReviewer: this.#task.crowd.groups.map(({ review }) => review !== null),
      readBackEvery: this.#task.crowd.groups.map(({ workload }) =>
        everyNth(workload?.readBackShare),
      ),
      thinks: this.#task.crowd.groups.map(({ workload }) => workload?.thinkUs !== undefined),
      iterates: this.#task.http === undefined ? 'command' : 'request',
      onDue: () => this.#setAlarm(),
      retry: this.#task.retry,
      onFirstJoin: (line) =>
        line.askTarget?.((target) => target && this.#tell({ kind: 'target', target })),
    });
    this.#alarm = new Alarm(this.#clock, () => this.#advance());
    if (this.#isStopped) this.#load.stop();
    this.#loopDelay.take();
    this.#utilization = performance.eventLoopUtilization();
    this.#advance();
    this.#scheduleReport(0);
  }

  #stop(): void {
    this.#isStopped = true;
    this.#load?.stop();
    this.#setAlarm();
  }

  async #finish(): Promise<void> {
    clearInterval(this.#lookTimer);
    clearTimeout(this.#reportTimer);
    this.#alarm?.set(Infinity);
    this.#isStopped = true;
    this.#load?.close();
    // From here on nothing is under way, so this report and the history are complete.
    this.#driver.giveUpAll('NOT_ANSWERED_AT_END');
    await this.#load?.lies.settled();
    const second = Math.floor((this.#clock.nowMs() - this.#startMs) / SECOND_MS);
    if (this.#load !== undefined) this.#report(second);
    await this.#history.close();
    this.#driver.close();
    this.#tell({ kind: 'finished' });
  }

  #advance(): void {
    const isMore = this.#load?.advance() ?? false;
    if (isMore) setImmediate(() => this.#advance());
    else this.#setAlarm();
  }

  #setAlarm(): void {
    this.#alarm?.set((this.#load?.nextAtUs ?? Infinity) / 1000);
  }

  #look(): void {
    const nowMs = this.#clock.nowMs();
    this.#loopDelay.record((nowMs - this.#lookedAtMs - LOOK_MS) * 1000);
    this.#lookedAtMs = nowMs;
    this.#driver.expire();
    if (this.#load === undefined) return;
    const isQuiet = this.#load.isQuiet;
    if (isQuiet !== this.#isQuiet) this.#tell({ kind: 'quiet', isQuiet });
    this.#isQuiet = isQuiet;
  }

  #scheduleReport(second: number): void {
    const endMs = this.#startMs + (second + 1) * SECOND_MS;
    const run = () => {
      this.#report(second);
      this.#scheduleReport(second + 1);
    };
    this.#reportTimer = setTimeout(run, endMs - this.#clock.nowMs());
  }

  #report(second: number): void {
    const { utilization } = performance.eventLoopUtilization(this.#utilization);
    this.#utilization = performance.eventLoopUtilization();
    const report = {
      worker: this.#task.worker,
      second,
      slices: this.#recorder.take(),
      lies: this.#load?.lies.take() ?? [],
      ...(this.#load === undefined
        ? {}
        : { sights: this.#load.sights.take(), again: this.#load.again.take() }),
      agents: this.#agents.joined,
      agentsEver: this.#agents.everJoined,
      agentsByGroup: this.#agents.joinedByGroup(),
      inFlight: this.#driver.inFlight,
      loopDelay: this.#loopDelay.take(),
      busyShare: utilization,
    };
    this.#tell({ kind: 'report', report });
    this.#history.flush();
  }

  #nowUs(): number {
    return this.#clock.nowMs() * 1000;
  }
}

function everyNth(share = 0): number {
  return share === 0 ? 0 : Math.max(1, Math.round(1 / share));
}
