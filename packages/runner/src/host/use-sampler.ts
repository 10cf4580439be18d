import { readProcessUse, type ProcessUse } from '@lighthouse/machine';
import type { UseSample } from '../metrics/series-builder.ts';
import type { Clock } from './clock.ts';

/** Reads what generator and target use; CPU as a share of one core since the last look. */
export class UseSampler {
  readonly #clock: Clock;
  readonly #targetPid: () => number | undefined;
  #lastMs: number;
  #generator: ProcessUse | undefined;
  #target: ProcessUse | undefined;

  constructor(clock: Clock, targetPid: () => number | undefined) {
    this.#clock = clock;
    this.#targetPid = targetPid;
    this.#lastMs = clock.nowMs();
    this.#generator = readProcessUse('self');
    this.#target = this.#readTarget();
  }

  sample(): UseSample {
    const elapsedMs = this.#clock.nowMs() - this.#lastMs;
    this.#lastMs += elapsedMs;
    const generator = readProcessUse('self');
    const target = this.#readTarget();
    const sample = {
      generatorCpu: share(this.#generator, generator, elapsedMs),
      generatorMemory: generator?.memoryBytes ?? null,
      targetCpu: share(this.#target, target, elapsedMs),
      targetMemory: target?.memoryBytes ?? null,
    };
    this.#generator = generator;
    this.#target = target;
    return sample;
  }

  #readTarget(): ProcessUse | undefined {
    const pid = this.#targetPid();
    return pid === undefined ? undefined : readProcessUse(pid);
  }
}

function share(
  before: ProcessUse | undefined,
  after: ProcessUse | undefined,
  elapsedMs: number,
): number | null {
  if (before === undefined || after === undefined || elapsedMs <= 0) return null;
  return Math.max(0, (after.cpuMs - before.cpuMs) / elapsedMs);
}
