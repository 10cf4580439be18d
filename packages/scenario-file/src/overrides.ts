import { LighthouseError, parseDurationMs, parseRatePerSecond } from '@lighthouse/contract';
import type { AgentGroup, Scenario } from '@lighthouse/contract';
import { crossCheck } from './cross-checks.ts';

/** What the command line and the environment may change about a scenario. */
export interface Overrides {
  readonly seed?: number | undefined;
  /** Agents in all: the groups keep their proportions, and each at least one agent. */
  readonly agents?: number | undefined;
  /** Instead of the scenario's `load.hold`. */
  readonly duration?: string | undefined;
  /** Of each agent that has a rate. */
  readonly rate?: string | undefined;
  /** `embedded`, or the URL of a bridge. */
  readonly target?: string | undefined;
}

/**
 * Gives the scenario with these changes. Throws LH_USAGE when they make no sense, each with the
 * flag's name.
 */
export function applyOverrides(scenario: Scenario, overrides: Overrides): Scenario {
  const { seed, agents, duration, rate, target } = overrides;
  let changed = scenario;
  if (seed !== undefined) changed = { ...changed, seed };
  if (agents !== undefined) changed = { ...changed, agents: scaleGroups(changed.agents, agents) };
  if (rate !== undefined) changed = { ...changed, agents: setRate(changed.agents, rate) };
  if (duration !== undefined) changed = { ...changed, load: setHold(changed.load, duration) };
  if (target !== undefined) changed = { ...changed, target: readTarget(target) };
  const [complaint] = crossCheck(changed);
  if (complaint !== undefined) {
    throw new LighthouseError('LH_USAGE', `cannot run the scenario so: ${complaint.message}`, {
      facts: { at: complaint.path.join('.') },
    });
  }
  return changed;
}

/**
 * Shares out by largest remainder; what is left over goes to the groups that lost most, the first
 * before the next.
 */
function scaleGroups(groups: readonly AgentGroup[], count: number): AgentGroup[] {
  if (count < groups.length) {
    throw usage('--agents', `${count} are too few: the scenario has ${groups.length} groups`);
  }
  const before = groups.reduce((sum, group) => sum + group.count, 0);
  const ideal = groups.map((group) => (group.count * count) / before);
  const counts = ideal.map((share) => Math.max(1, Math.floor(share)));
  const loss = (index: number) => (ideal[index] ?? 0) - (counts[index] ?? 0);
  for (let left = count - sum(counts); left !== 0; left = count - sum(counts)) {
    const step = Math.sign(left);
    const candidates = counts.flatMap((n, index) => (step > 0 || n > 1 ? [index] : []));
    const most = candidates.reduce((best, index) =>
      step * (loss(index) - loss(best)) > 0 ? index : best,
    );
    counts[most] = (counts[most] ?? 0) + step;
  }
  return groups.map((group, index) => ({ ...group, count: counts[index] ?? group.count }));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, n) => total + n, 0);
}

function setRate(groups: readonly AgentGroup[], rate: string): AgentGroup[] {
  if ((parseRatePerSecond(rate) ?? 0) <= 0) {
    throw usage('--rate', `"${rate}" is not a rate above zero: write 5/s, 0.5/s or 30/m`);
  }
  return groups.map((group) => (group.role === 'expert' ? group : { ...group, rate }));
}

function setHold(load: Scenario['load'], duration: string): Scenario['load'] {
  if ((parseDurationMs(duration) ?? 0) <= 0) {
    throw usage('--duration', `"${duration}" is not a duration: write 500ms, 30s, 1m30s or 2h`);
  }
  return { ...load, hold: duration };
}

function readTarget(target: string): Scenario['target'] {
  if (target === 'embedded') return { bridge: 'embedded' };
  if (!URL.canParse(target) || !/^https?:$/.test(new URL(target).protocol)) {
    throw usage('--target', `"${target}" is neither "embedded" nor a URL (http or https)`);
  }
  return { bridge: target };
}

function usage(flag: string, message: string): LighthouseError {
  return new LighthouseError('LH_USAGE', `${flag}: ${message}`);
}
