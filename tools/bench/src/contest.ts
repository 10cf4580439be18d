import { pairwise, type Aim } from './statistics.ts';

/** What one measurement gave, by the name of the figure. */
export type Reading = Readonly<Record<string, number>>;

export type Unit = 'a second' | 'a CPU-second' | 'ms' | 'CPU-ms' | 'CPU-µs' | 'bytes' | 'share';

export interface Figure {
  /** Its name in a reading. Not every contender need have it. */
  readonly name: string;
  readonly unit: Unit;
}

/** Somebody or something that does the same work as the others of its contest. */
export interface Contender {
  readonly name: string;
  /** Does the work once and says how that went. Rejects when it was not done right. */
  readonly measure: () => Promise<Reading>;
}

/**
 * A question that a contest answers, round by round: how does one contender compare to another, or
 * to an aim of its own?
 */
export interface Comparison {
  readonly of: string;
  readonly to?: string;
  readonly figure: string;
  /** Give the difference, divided by this many, instead of the ratio: what one more costs. */
  readonly differencePer?: { readonly count: number; readonly what: string };
  readonly aim?: Aim | undefined;
}

/**
 * Contenders that are measured in turn, so that whatever else the machine does meets all of them.
 */
export interface Contest {
  readonly name: string;
  readonly figures: readonly Figure[];
  readonly contenders: readonly Contender[];
  readonly comparisons: readonly Comparison[];
  readonly repeats: number;
  /** Rounds before the first that counts: compilers and caches get warm. */
  readonly warmUps?: number;
}

/** A contest that cannot be held here. */
export interface SkippedContest {
  readonly name: string;
  readonly skipped: string;
}

/** One measurement of each contender, one after the other. */
export interface Round {
  /** By contender. */
  readonly readings: ReadonlyMap<string, Reading>;
  /** Share of all CPUs that others took meanwhile; undefined where that cannot be known. */
  readonly othersShare: number | undefined;
  /** Others took so much that it does not compare like with like. */
  readonly isDisturbed: boolean;
}

export interface ContestResult {
  readonly contest: Contest;
  readonly rounds: readonly Round[];
  /** Rounds that were held and don't count, because others took more of the machine. */
  readonly droppedCount: number;
}

/** What a contest is held with. */
export interface Umpire {
  /**
   * Begins to watch the rest of the machine; what it returns tells what share of the CPUs that
   * took.
   */
  readonly watchOthers: () => () => number | undefined;
  /** A round in which they took more is disturbed: it does not compare like with like. */
  readonly othersShareMax: number;
  /** Waits, for as long as there is patience, until others leave the machine alone. */
  readonly waitForQuiet: () => Promise<void>;
  readonly onRound: (quietCount: number) => void;
}

/** What `othersShareMax` is when nothing else is asked for. */
export const OTHERS_SHARE_MAX = 0.15;
/** Disturbed rounds are held again, until there are so many times as many as asked for. */
const HELD_PER_ASKED_MAX = 2;

/**
 * Measures A B C A B C …, never A A A B B B. Of the rounds held, those count in which others took
 * least of the machine: nothing else about a round decides whether it counts.
 */
export async function hold(contest: Contest, umpire: Umpire): Promise<ContestResult> {
  for (let warmUp = 0; warmUp < (contest.warmUps ?? 0); warmUp++) await holdRound(contest, umpire);
  const held: Round[] = [];
  const quietCount = () => held.filter((round) => !round.isDisturbed).length;
  const heldMax = contest.repeats * HELD_PER_ASKED_MAX;
  while (quietCount() < contest.repeats && held.length < heldMax) {
    umpire.onRound(quietCount());
    await umpire.waitForQuiet();
    held.push(await holdRound(contest, umpire));
  }
  const rounds = leastDisturbed(held, contest.repeats);
  return { contest, rounds, droppedCount: held.length - rounds.length };
}

/** Names the contenders that have a figure. */
export function contendersWith({ contest, rounds }: ContestResult, figure: string): string[] {
  const names = contest.contenders.map(({ name }) => name);
  return names.filter((name) => rounds[0]?.readings.get(name)?.[figure] !== undefined);
}

/** Gives one figure of one contender, round by round. */
export function valuesOf(result: ContestResult, contender: string, figure: string): number[] {
  return result.rounds.map(({ readings }) => {
    const value = readings.get(contender)?.[figure];
    if (value === undefined) throw new RangeError(`${contender} has no figure ${figure}`);
    return value;
  });
}

/** Answers a comparison, round by round. */
export function compare(result: ContestResult, comparison: Comparison): number[] {
  const { of, to, figure, differencePer } = comparison;
  if (to === undefined) return valuesOf(result, of, figure);
  return pairwise(valuesOf(result, of, figure), valuesOf(result, to, figure), (one, other) =>
    differencePer === undefined ? one / other : (one - other) / differencePer.count,
  );
}

async function holdRound({ contenders }: Contest, umpire: Umpire): Promise<Round> {
  const watched = umpire.watchOthers();
  const readings = new Map<string, Reading>();
  for (const { name, measure } of contenders) readings.set(name, await measure());
  const othersShare = watched();
  return { readings, othersShare, isDisturbed: (othersShare ?? 0) > umpire.othersShareMax };
}

/** Leaves the rounds in the order in which they were held. */
function leastDisturbed(held: readonly Round[], count: number): Round[] {
  const quietest = held.toSorted((a, b) => (a.othersShare ?? 0) - (b.othersShare ?? 0));
  const chosen = new Set(quietest.slice(0, count));
  return held.filter((round) => chosen.has(round));
}
