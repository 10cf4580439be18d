import type { CrowdSpec, GroupSpec, StageSpec } from './types.ts';

/**
 * When the agents of a crowd are at work, and how fast the time of their work runs.
 *
 * Without stages, agents start one after the other over the ramp and stay. With stages of agents,
 * as many are at work at a time as the stages say, in an order that keeps the proportions of the
 * groups: of the agents in any group of c, number j has rank (j + 1/2) / c, and the lowest are at
 * work. Who answers questions stays once it came. With stages of a rate, everyone stays, and the
 * gaps between operations shrink and stretch.
 *
 * Gaps are drawn in an agent's *own time*: it stands still while the agent is away, and runs as
 * much faster or slower as the rate is higher or lower. So any arrival keeps its character, and its
 * mean rate is exactly what the stages say.
 */
export interface LoadShape {
  /** Stretches of the load in which an agent is at work: begin, end, begin, end … */
  windowsOf(agent: PlacedAgent): readonly number[];
  /** The agent's own time when it comes. */
  ownStartUs(agent: PlacedAgent): number;
  /** Turns a moment of its own time into one of the load; Infinity when the load ends before. */
  loadUs(agent: PlacedAgent, ownUs: number): number;
}

export interface PlacedAgent {
  /** Of the agent in the run. */
  readonly index: number;
  readonly group: GroupSpec;
}

/** Which shape a crowd has. */
export function loadShapeOf(spec: CrowdSpec): LoadShape {
  if (spec.stages === undefined) return steadyShape(spec);
  return spec.stages.of === 'agents'
    ? comingAndGoing(spec, spec.stages.steps)
    : changingRate(spec, spec.stages.steps);
}

/** The first moment from this one on in which the windows are open; Infinity when there is none. */
export function openFrom(windows: readonly number[], atUs: number): number {
  for (let i = 0; i < windows.length; i += 2) {
    if (atUs < (windows[i + 1] ?? 0)) return Math.max(atUs, windows[i] ?? 0);
  }
  return Number.POSITIVE_INFINITY;
}

function steadyShape(spec: CrowdSpec): LoadShape {
  const startUs = ({ index, group }: PlacedAgent) =>
    (group.startUs ?? 0) + Math.floor((spec.rampUs * index) / agentCount(spec));
  return {
    windowsOf: (agent) => [startUs(agent), Number.POSITIVE_INFINITY],
    ownStartUs: startUs,
    loadUs: (_agent, ownUs) => ownUs,
  };
}

function comingAndGoing(spec: CrowdSpec, steps: readonly StageSpec[]): LoadShape {
  const windowsOf = ({ index, group }: PlacedAgent) => {
    const windows = windowsOfRank(steps, rankOf(spec, group, index - group.firstIndex));
    if (group.review !== null && windows.length > 0)
      windows.splice(1, windows.length, Number.POSITIVE_INFINITY);
    return cutBefore(windows, group.startUs ?? 0);
  };
  return {
    windowsOf,
    ownStartUs: () => 0,
    loadUs(agent, ownUs) {
      const windows = windowsOf(agent);
      let leftUs = ownUs;
      for (let i = 0; i < windows.length; i += 2) {
        const [beginUs = 0, endUs = 0] = [windows[i], windows[i + 1]];
        if (leftUs < endUs - beginUs) return beginUs + leftUs;
        leftUs -= endUs - beginUs;
      }
      return Number.POSITIVE_INFINITY;
    },
  };
}

function changingRate(spec: CrowdSpec, steps: readonly StageSpec[]): LoadShape {
  const whole = spec.groups.reduce(
    (sum, { count, workload }) => sum + count * (workload?.ratePerSecond ?? 0),
    0,
  );
  const factors = steps.map(({ durationUs, target }) => ({ durationUs, target: target / whole }));
  const steady = steadyShape(spec);
  return {
    windowsOf: (agent) => steady.windowsOf(agent),
    ownStartUs: ({ group }) => areaUntil(factors, group.startUs ?? 0),
    loadUs: (_agent, ownUs) => whenAreaIs(factors, ownUs),
  };
}

function agentCount({ groups }: CrowdSpec): number {
  const last = groups.at(-1);
  return last === undefined ? 0 : last.firstIndex + last.count;
}

/** How many agents stand before this one of its group; of equals, those of the first group. */
function rankOf({ groups }: CrowdSpec, own: GroupSpec, place: number): number {
  let rank = 0;
  for (const group of groups) {
    // (2j + 1) / c below (2 place + 1) / c of the own group, in whole numbers.
    const bound = (2 * place + 1) * group.count - own.count;
    const isBefore = group.firstIndex < own.firstIndex;
    const below = isBefore
      ? Math.floor(bound / (2 * own.count)) + 1
      : Math.ceil(bound / (2 * own.count));
    rank += group === own ? place : Math.min(group.count, Math.max(0, below));
  }
  return rank;
}

/** When more agents are wanted than stand before this one. */
function windowsOfRank(steps: readonly StageSpec[], rank: number): number[] {
  const windows: number[] = [];
  let [atUs, before] = [0, 0];
  for (const { durationUs, target } of steps) {
    const [isIn, staysIn] = [before > rank, target > rank];
    // On the way from one target to the other it crosses the rank here.
    const crossUs = atUs + (durationUs * (rank - before)) / (target - before);
    if (!isIn && staysIn) windows.push(crossUs);
    if (isIn && !staysIn) windows.push(crossUs);
    atUs += durationUs;
    before = target;
  }
  if (windows.length % 2 === 1) windows.push(Number.POSITIVE_INFINITY);
  return windows.map(Math.floor);
}

function cutBefore(windows: readonly number[], startUs: number): number[] {
  const cut: number[] = [];
  for (let i = 0; i < windows.length; i += 2) {
    const beginUs = Math.max(startUs, windows[i] ?? 0);
    const endUs = windows[i + 1] ?? 0;
    if (beginUs < endUs) cut.push(beginUs, endUs);
  }
  return cut;
}

/** The integral of a rate that the steps change evenly, from nothing. */
function areaUntil(steps: readonly StageSpec[], untilUs: number): number {
  let [atUs, before, area] = [0, 0, 0];
  for (const { durationUs, target } of steps) {
    const passedUs = Math.min(durationUs, untilUs - atUs);
    if (passedUs <= 0) break;
    const reached = before + ((target - before) * passedUs) / durationUs;
    area += ((before + reached) / 2) * passedUs;
    atUs += durationUs;
    before = target;
  }
  return area;
}

/** The inverse. */
function whenAreaIs(steps: readonly StageSpec[], area: number): number {
  let [atUs, before, left] = [0, 0, area];
  for (const { durationUs, target } of steps) {
    const whole = ((before + target) / 2) * durationUs;
    if (left < whole) {
      // left = before x + slope x^2 / 2, solved so that nothing is lost where the slope is small.
      const slope = (target - before) / durationUs;
      const root = Math.sqrt(Math.max(0, before * before + 2 * slope * left));
      return left === 0 ? atUs : atUs + (2 * left) / (before + root);
    }
    left -= whole;
    atUs += durationUs;
    before = target;
  }
  return Number.POSITIVE_INFINITY;
}
