import type { SimFault, SimFaultPlan } from '../src/fs/sim-fs.ts';
import type { SeededChance } from '../src/fs/sim-chance.ts';

export interface FaultCounts {
  eio: number;
  enospc: number;
}

/** Operations that take up room, and so may find none. */
const NEEDING_ROOM = ['open', 'link', 'write', 'sync'];

/**
 * What goes wrong in one life: a crash somewhere, and now and then a disk that fails or is full.
 */
export class LifeFaults {
  /** A fault other than a crash took effect. */
  happened = false;
  readonly #counts: FaultCounts;
  readonly #failures = new Map<number, SimFault>();
  /** Index of the operation that the process dies in; set anew when work begins. */
  #crashAt: number;
  readonly #crashInWork: number;

  constructor(random: SeededChance, counts: FaultCounts) {
    this.#counts = counts;
    this.#crashAt = random.chance(0.3) ? random.below(32) : Infinity;
    this.#crashInWork = random.chance(0.9) ? random.below(36) : Infinity;
    if (random.chance(0.12)) this.#failures.set(random.below(60), 'EIO');
    if (!random.chance(0.12)) return;
    const from = random.below(60);
    const until = from + 1 + random.below(4);
    for (let index = from; index < until; index++) this.#failures.set(index, 'ENOSPC');
  }

  /** From here on the crash is due that was planned for the time after opening. */
  beginWork(operationCount: number): void {
    this.#crashAt = operationCount + this.#crashInWork;
  }

  readonly plan: SimFaultPlan = (operation, index) => {
    if (index === this.#crashAt) return 'crash';
    const failure = this.#failures.get(index);
    if (failure === 'ENOSPC' && !NEEDING_ROOM.includes(operation)) return undefined;
    if (failure === undefined) return undefined;
    this.happened = true;
    if (failure === 'EIO') this.#counts.eio += 1;
    else this.#counts.enospc += 1;
    return failure;
  };
}
