import type { Result } from '@lighthouse/contract';
import { Trend } from '@lighthouse/verdict';
import type { ThreadReport } from './run-metrics.ts';
import type { UseSample } from './series-builder.ts';

/** The rules, with the reasons for their numbers: docs/measuring.md. */
export const GENERATOR_RULES = {
  /** A send delay up to this is the grain of timers and of single pauses, whatever the latency. */
  sendDelayMsFine: 2,
  sendDelayMsMax: 10,
  sendDelayShareOfLatencyMax: 0.1,
  loopDelayMsMax: 10,
  busyShareMax: 0.9,
  /** Share of a thread's seconds that may be busy. */
  busySecondsShareMax: 0.1,
} as const;

export type GeneratorFigures = Result['generator'];
export type TargetFigures = Result['targetUse'];

interface Tail {
  /** Null of fewer than a hundred operations. */
  readonly msP99: number | null;
  /** Null of none. */
  readonly msMax: number | null;
}
interface Lateness {
  readonly sendDelay: Tail;
  readonly latency: Tail;
}

/**
 * Watches the generator itself, so that its own limits are not taken for the target's. Memory is
 * constant.
 */
export class GeneratorWatch {
  readonly #loopDelay = new Trend('wide');
  readonly #generatorCpu = new Average();
  readonly #targetCpu = new Average();
  #generatorMemoryMax: number | null = null;
  #targetMemoryMax: number | null = null;
  #seconds = 0;
  #busySeconds = 0;

  add(report: ThreadReport): void {
    if (report.loopDelay !== undefined) this.#loopDelay.add(report.loopDelay);
    this.#seconds++;
    if (report.busyShare > GENERATOR_RULES.busyShareMax) this.#busySeconds++;
  }

  sample(use: UseSample): void {
    this.#generatorCpu.add(use.generatorCpu);
    this.#targetCpu.add(use.targetCpu);
    this.#generatorMemoryMax = larger(this.#generatorMemoryMax, use.generatorMemory);
    this.#targetMemoryMax = larger(this.#targetMemoryMax, use.targetMemory);
  }

  /**
   * Limited is a generator that sent late and had no time to spare. Late alone may be the target's
   * doing (it took no connection); no time to spare alone did no harm.
   */
  judge(figures: Lateness): GeneratorFigures {
    const lateness = whyLate(figures);
    const overwork = this.#whyOverworked();
    const isLimited = lateness !== undefined && overwork.length > 0;
    return {
      limited: isLimited,
      reasons: isLimited ? [lateness, ...overwork] : [],
      cpuMean: this.#generatorCpu.mean,
      cpuMax: this.#generatorCpu.max,
      memoryMax: this.#generatorMemoryMax,
      eventLoopDelayP99: this.#loopDelay.percentileMs(99),
      sendDelayP99: figures.sendDelay.msP99,
    };
  }

  targetUse(): TargetFigures {
    return {
      cpuMean: this.#targetCpu.mean,
      cpuMax: this.#targetCpu.max,
      memoryMax: this.#targetMemoryMax,
    };
  }

  #whyOverworked(): string[] {
    const reasons: string[] = [];
    const loopDelayMs = this.#loopDelay.percentileMs(99) ?? 0;
    if (loopDelayMs > GENERATOR_RULES.loopDelayMsMax)
      reasons.push(
        `the event loop was ${loopDelayMs.toFixed(1)} ms late at p99 (limit ${GENERATOR_RULES.loopDelayMsMax} ms)`,
      );
    const busyShare = this.#seconds === 0 ? 0 : this.#busySeconds / this.#seconds;
    if (busyShare > GENERATOR_RULES.busySecondsShareMax)
      reasons.push(
        `threads were busy for more than ${percent(GENERATOR_RULES.busyShareMax)} of the time ` +
          `in ${percent(busyShare)} of their seconds (limit ${percent(GENERATOR_RULES.busySecondsShareMax)})`,
      );
    return reasons;
  }
}

/** Of fewer than a hundred operations the latest and the slowest stand for the percentile. */
function whyLate({ sendDelay, latency }: Lateness): string | undefined {
  const { sendDelayMsFine, sendDelayMsMax, sendDelayShareOfLatencyMax } = GENERATOR_RULES;
  const sendDelayMs = sendDelay.msP99 ?? sendDelay.msMax;
  const latencyMs = latency.msP99 ?? latency.msMax;
  if (sendDelayMs === null || sendDelayMs <= sendDelayMsFine) return undefined;
  const where = sendDelay.msP99 === null ? 'at most' : 'at p99';
  const what = `operations were sent ${sendDelayMs.toFixed(1)} ms late ${where}`;
  if (sendDelayMs > sendDelayMsMax) return `${what} (limit ${sendDelayMsMax} ms)`;
  if (latencyMs === null || sendDelayMs <= sendDelayShareOfLatencyMax * latencyMs) return undefined;
  return `${what}, which is ${percent(sendDelayMs / latencyMs)} of the latency (limit ${percent(sendDelayShareOfLatencyMax)})`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function larger(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

class Average {
  #sum = 0;
  #count = 0;
  #max: number | null = null;

  get mean(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }

  get max(): number | null {
    return this.#max;
  }

  add(value: number | null): void {
    if (value === null) return;
    this.#sum += value;
    this.#count++;
    this.#max = larger(this.#max, value);
  }
}
