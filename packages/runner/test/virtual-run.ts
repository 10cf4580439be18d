import {
  createCrowd,
  type CommandOperation,
  type Crowd,
  type CrowdSpec,
  type Shard,
} from '@lighthouse/agent-sim';
import type { Answer } from '../src/driver/answer.ts';
import type { AgentLine, Driver } from '../src/driver/driver.ts';
import type { Told } from '../src/driver/told.ts';
import type { HistoryRecord } from '../src/history/record.ts';
import { AgentTable } from '../src/load/agent-table.ts';
import { Recorder } from '../src/load/recorder.ts';
import { ShardLoad } from '../src/load/shard-load.ts';
import { RunMetrics } from '../src/metrics/run-metrics.ts';
import { TimeHeap } from '../src/pacing/time-heap.ts';

/** How long the target takes for a command that reaches it at this time; times since the start. */
export type LatencyAt = (atUs: number) => number;

/** A network and a target in virtual time: every answer comes exactly when it must. */
class VirtualTarget implements Driver {
  nowUs = 0;
  readonly #latencyAt: LatencyAt;
  readonly #answers: (() => void)[] = [];
  readonly #due = new TimeHeap();
  #answered = 0;

  constructor(latencyAt: LatencyAt) {
    this.#latencyAt = latencyAt;
  }

  get inFlight(): number {
    return this.#answers.length - this.#answered;
  }

  get nextAtUs(): number {
    return this.#due.nextAtUs;
  }

  answerNext(): void {
    this.#answered++;
    this.#answers[this.#due.pop()]?.();
  }

  line(): AgentLine {
    return {
      openSession: (onAnswer) =>
        this.#after(0, (answer) => onAnswer({ ...answer, told: { ...TOLD, decision: '' } })),
      command: (_operation: CommandOperation, onAnswer) =>
        this.#after(this.#latencyAt(this.nowUs), onAnswer),
      review: (_operation, onAnswer) => this.#after(0, onAnswer),
      listen: () => {},
      askTarget: () => {},
    };
  }

  #after(delayUs: number, onAnswer: (answer: Answer<Told>) => void): void {
    const sentUs = this.nowUs;
    const endedUs = sentUs + delayUs;
    this.#due.push(endedUs, this.#answers.length);
    const answer = { outcome: 'ok', status: 200, error: '', isTimed: true, told: TOLD } as const;
    this.#answers.push(() => onAnswer({ ...answer, sentUs, endedUs }));
  }

  enrol(): void {}
  expire(): void {}
  giveUpAll(): void {}
  close(): void {}
}

const TOLD: Told = { receiptSeq: 1, receiptMac: 'A'.repeat(20), decision: 'allowed' };

export interface VirtualOptions {
  readonly shard?: Shard;
  readonly warmupUs?: number;
}

/** Runs a crowd, or a shard of it, against a target of known latency, in no time at all. */
export function virtualRun(
  spec: CrowdSpec,
  latencyAt: LatencyAt,
  { shard, warmupUs }: VirtualOptions = {},
): { readonly metrics: RunMetrics; readonly history: readonly HistoryRecord[] } {
  const crowd: Crowd = createCrowd(spec, shard);
  const target = new VirtualTarget(latencyAt);
  const agents = new AgentTable(crowd);
  for (let position = 0; position < crowd.size; position++) agents.setLine(position, target.line());
  const history: HistoryRecord[] = [];
  const recorder = new Recorder({
    groups: spec.groups,
    history: { append: (record) => void history.push(record) },
  });
  if (warmupUs !== undefined) recorder.warmUp(warmupUs);
  const load = new ShardLoad({
    crowd,
    agents,
    driver: target,
    recorder,
    nowUs: () => target.nowUs,
    startUs: 0,
    isReviewer: spec.groups.map(() => false),
    thinks: spec.groups.map(({ workload }) => workload?.thinkUs !== undefined),
    onDue: () => {},
    onFirstJoin: () => {},
  });
  while (!load.isQuiet) {
    target.nowUs = Math.min(load.nextAtUs, target.nextAtUs);
    if (target.nextAtUs <= load.nextAtUs) target.answerNext();
    else while (load.advance());
  }
  load.close();
  const metrics = new RunMetrics({ startMs: 0, intervalMs: 1000, workers: 1 });
  const slices = recorder.take();
  metrics.add({
    worker: 0,
    second: 0,
    slices,
    agents: agents.joined,
    inFlight: 0,
    loopDelay: undefined,
    busyShare: 0,
  });
  return { metrics, history };
}
