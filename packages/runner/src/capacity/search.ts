import type { CapacityAnswer } from '@lighthouse/contract/run-answers';

/**
 * Finds how much a target holds: doubles until a level does not hold, then halves the interval
 * between the highest level that held and the lowest that did not until it is narrow, and repeats
 * both ends. Pure: it yields the level to try and is told what came of it.
 *
 * A level is what most of its tries say; a tie does not hold. The answer is the pair of the lowest
 * level that did not hold and the highest below it that held, so a lucky try above the limit moves
 * nothing. A level is tried at most `triesMax` times and a search has at most `stepsMax` tries.
 */
export interface SearchLimits {
  /** The first level. */
  readonly start: number;
  /** The lowest level that can be tried. */
  readonly min: number;
  readonly max: number;
  /** The interval is narrow when it is at most this share of its lower end, or one. */
  readonly precision: number;
  /** Odd: an end of the interval is settled when most of so many tries agree. */
  readonly triesMax: number;
  readonly stepsMax: number;
}

export type StepOutcome = CapacityAnswer['steps'][number]['outcome'];
export type SearchStop = CapacityAnswer['stop'];

export interface SearchEnd {
  /** Zero when no level held. */
  readonly highestHeld: number;
  /** Undefined when every level held. */
  readonly lowestNotHeld: number | undefined;
  /** Why the lower one of those did not hold. */
  readonly boundBy: 'target' | 'generator' | 'nothing';
  readonly stop: SearchStop;
  readonly tries: ReadonlyMap<number, Tries>;
}

export type Tries = Readonly<Record<StepOutcome, number>>;

export type Search = Generator<number, SearchEnd, StepOutcome | 'interrupted'>;

/** Searches in whole numbers from `min` to `max`. */
export function* searchCapacity(limits: SearchLimits): Search {
  const tries = new Map<number, Tries>();
  for (let step = 0; step < limits.stepsMax; step++) {
    const level = nextLevel(tries, limits);
    if (level === undefined) return endOf(tries, reachesMax(tries, limits) ? 'max' : 'narrow');
    const outcome = yield level;
    if (outcome === 'interrupted') return endOf(tries, 'interrupted');
    const before = tries.get(level) ?? { held: 0, missed: 0, limited: 0 };
    tries.set(level, { ...before, [outcome]: before[outcome] + 1 });
  }
  const isDone = nextLevel(tries, limits) === undefined;
  if (!isDone) return endOf(tries, 'steps');
  return endOf(tries, reachesMax(tries, limits) ? 'max' : 'narrow');
}

/** Says what most tries of a level came to. */
export function outcomeOf({ held, missed, limited }: Tries): StepOutcome {
  if (held > missed + limited) return 'held';
  return limited > missed ? 'limited' : 'missed';
}

/** Tells whether more tries could not change what a level is. */
export function isSettled({ held, missed, limited }: Tries, triesMax: number): boolean {
  const needed = (triesMax + 1) / 2;
  return held >= needed || missed + limited >= needed;
}

function nextLevel(
  tries: ReadonlyMap<number, Tries>,
  { start, min, max, precision, triesMax }: SearchLimits,
): number | undefined {
  const { low, high } = intervalOf(tries);
  if (tries.size === 0) return Math.max(min, Math.min(start, max));
  const isUnsettled = (level: number | undefined): level is number => {
    const known = level === undefined ? undefined : tries.get(level);
    return known !== undefined && !isSettled(known, triesMax);
  };
  if (high === undefined) {
    if (low < max) return Math.min(max, low * 2);
    return isUnsettled(low) ? low : undefined;
  }
  const from = Math.max(low, min - 1);
  const isNarrow = high - from <= Math.max(1, precision * low);
  if (!isNarrow) return Math.max(min, Math.floor((low + high) / 2));
  return [low, high].find(isUnsettled);
}

function reachesMax(tries: ReadonlyMap<number, Tries>, { max }: SearchLimits): boolean {
  const { low, high } = intervalOf(tries);
  return high === undefined && low >= max;
}

function intervalOf(tries: ReadonlyMap<number, Tries>): {
  readonly low: number;
  readonly high: number | undefined;
} {
  const levels = [...tries].toSorted(([a], [b]) => a - b);
  const firstNotHeld = levels.findIndex(([, known]) => outcomeOf(known) !== 'held');
  const below = firstNotHeld === -1 ? levels : levels.slice(0, firstNotHeld);
  return { low: below.at(-1)?.[0] ?? 0, high: levels[firstNotHeld]?.[0] };
}

function endOf(tries: ReadonlyMap<number, Tries>, stop: SearchStop): SearchEnd {
  const { low, high } = intervalOf(tries);
  const known = high === undefined ? undefined : tries.get(high);
  const boundBy =
    known === undefined ? 'nothing' : outcomeOf(known) === 'limited' ? 'generator' : 'target';
  return { highestHeld: low, lowestNotHeld: high, boundBy, stop, tries };
}
