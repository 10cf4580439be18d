import type { Random } from './random.ts';
import type { ArrivalName } from './types.ts';

/**
 * When operations are intended. Each process is stationary from its first moment: in any window of
 * length t, an agent with rate r intends r * t operations on average, so that neither short runs
 * nor late starters are favoured.
 *
 * constant  one operation every 1/r, from a phase drawn for each agent
 * poisson   independent exponential gaps of mean 1/r
 * bursty    silence, then a burst of 1 to 9 operations, ten times as dense as the mean; a burst of
 *           b and the silence before it together last b/r on average
 */
export interface Arrival {
  /** From the start of the agent to its first operation. */
  firstGap(random: Random, mean: number): Gap;
  /** From an operation to the next, when `burstLeft` of its burst were to come after it. */
  nextGap(random: Random, mean: number, burstLeft: number): Gap;
}

/**
 * `length` is in the unit of the mean gap; `burstLeft` counts the operations of the burst that
 * follow at its end.
 */
export interface Gap {
  readonly length: number;
  readonly burstLeft: number;
}

const BURST_SIZE_MAX = 9;
const BURST_DENSITY = 10;

const constant: Arrival = {
  firstGap: (random, mean) => ({ length: random.uniform() * mean, burstLeft: 0 }),
  nextGap: (_random, mean) => ({ length: mean, burstLeft: 0 }),
};

const poisson: Arrival = {
  firstGap: (random, mean) => ({ length: random.exponential(mean), burstLeft: 0 }),
  nextGap: (random, mean) => ({ length: random.exponential(mean), burstLeft: 0 }),
};

const bursty: Arrival = {
  // A moment falls into the cycle of a burst in proportion to its length, and within it anywhere
  // with equal chance.
  firstGap(random, mean) {
    const size = lengthBiasedSize(random);
    const position = random.uniform() * size;
    if (position >= burstLength(size)) return silence(random, mean, size);
    const passed = Math.floor(position * BURST_DENSITY) + 1;
    return { length: (passed / BURST_DENSITY - position) * mean, burstLeft: size - 1 - passed };
  },
  nextGap(random, mean, burstLeft) {
    if (burstLeft > 0) return { length: mean / BURST_DENSITY, burstLeft: burstLeft - 1 };
    return silence(random, mean, 1 + random.below(BURST_SIZE_MAX));
  },
};

export const ARRIVAL_PROCESSES: Readonly<Record<ArrivalName, Arrival>> = {
  constant,
  poisson,
  bursty,
};

/** The silence before a burst of this size. */
function silence(random: Random, mean: number, size: number): Gap {
  return {
    length: random.exponential((size - burstLength(size)) * mean),
    burstLeft: size - 1,
  };
}

/** From the first operation of a burst to its last, in mean gaps. */
function burstLength(size: number): number {
  return (size - 1) / BURST_DENSITY;
}

/** Draws a size with a chance in proportion to the size. */
function lengthBiasedSize(random: Random): number {
  let left = random.below((BURST_SIZE_MAX * (BURST_SIZE_MAX + 1)) / 2);
  for (let size = 1; size < BURST_SIZE_MAX; size += 1) {
    if (left < size) return size;
    left -= size;
  }
  return BURST_SIZE_MAX;
}
