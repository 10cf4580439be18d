import { LighthouseError, parseDurationMs, parseRatePerSecond } from '@lighthouse/contract';
import type { AgentGroup, Scenario, Stage } from '@lighthouse/contract';
import { isEmbedded, type Target } from '@lighthouse/contract/target';
import { crossCheck } from './cross-checks.ts';
import { loadTimes, stagesOf, targetOf } from './load-times.ts';

/** What the command line and the environment may change about a scenario. */
export interface Overrides {
  readonly seed?: number | undefined;
  /** Agents in all: the groups keep their proportions, and each at least one agent. */
  readonly agents?: number | undefined;
  /** Instead of the scenario's `load.hold`; stages are stretched to it. */
  readonly duration?: string | undefined;
  /** Of each agent that has a rate; the stages of a rate then take their proportion from it. */
  readonly rate?: string | undefined;
  /** `embedded`, or the URL of a bridge; of a scenario for another server, that server's. */
  readonly target?: string | undefined;
  /** File with certificates of those who may vouch for the target. */
  readonly ca?: string | undefined;
  /** Takes any certificate of the target. */
  readonly insecure?: boolean | undefined;
}

/**
 * Gives the scenario with these changes. Throws LH_USAGE when they make no sense, each with the
 * flag's name.
 */
export function applyOverrides(scenario: Scenario, overrides: Overrides): Scenario {
  const { seed, agents, duration, rate } = overrides;
  let changed = scenario;
  if (seed !== undefined) changed = { ...changed, seed };
  if (agents !== undefined) changed = setAgents(changed, agents);
  if (rate !== undefined) changed = { ...changed, agents: setRate(changed, rate) };
  if (duration !== undefined) changed = { ...changed, load: setHold(changed.load, duration) };
  changed = { ...changed, target: withOverrides(changed.target, overrides) };
  const [complaint] = crossCheck(changed);
  if (complaint !== undefined) {
    throw new LighthouseError('LH_USAGE', `cannot run the scenario so: ${complaint.message}`, {
      facts: { at: complaint.path.join('.') },
      ...hintFor(overrides),
    });
  }
  return changed;
}

const CHANGING = ['agents', 'duration', 'rate', 'target', 'ca', 'insecure'] as const;

/** As it was written it could be run, or it would not have been read. */
function hintFor(overrides: Overrides): { readonly hint?: string } {
  const given = CHANGING.filter((flag) => (overrides[flag] ?? false) !== false);
  if (given.length === 0) return {};
  const flags = given.map((flag) => `--${flag}`).join(', ');
  return { hint: `it can be run as it is written: change or leave out ${flags}` };
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

/** Stages of agents grow with them, and so does a rate of all agents together. */
function setAgents(scenario: Scenario, count: number): Scenario {
  const { agents, load } = scenario;
  const scaled = scaleGroups(agents, count);
  const { stages } = load;
  if (stages === undefined) return { ...scenario, agents: scaled };
  const factor = count / sum(agents.map((group) => group.count));
  const grown = stages.map((stage) => ({ ...stage, target: scaleTarget(stage, factor) }));
  return { ...scenario, agents: scaled, load: { ...load, stages: grown } };
}

function scaleTarget(stage: Stage, factor: number): Stage['target'] {
  const target = targetOf(stage) * factor;
  return typeof stage.target === 'number' ? Math.round(target) : `${decimals(target)}/s`;
}

function decimals(value: number): string {
  return String(Number(value.toFixed(6)));
}

function setRate({ agents, load }: Scenario, rate: string): AgentGroup[] {
  if (load.stages !== undefined && stagesOf(load.stages) === 'rate') {
    throw usage('--rate', 'the stages of the scenario set the rate of all agents together');
  }
  if ((parseRatePerSecond(rate) ?? 0) <= 0) {
    throw usage('--rate', `"${rate}" is not a rate above zero: write 5/s, 0.5/s or 30/m`);
  }
  return agents.map((group) =>
    group.role === 'expert' || group.think !== undefined ? group : { ...group, rate },
  );
}

function setHold(load: Scenario['load'], duration: string): Scenario['load'] {
  if ((parseDurationMs(duration) ?? 0) <= 0) {
    throw usage('--duration', `"${duration}" is not a duration: write 500ms, 30s, 1m30s or 2h`);
  }
  if (load.stages === undefined) return { ...load, hold: duration };
  const factor = (parseDurationMs(duration) ?? 0) / loadTimes(load).loadMs;
  const stretch = (text: string) => `${decimals((parseDurationMs(text) ?? 0) * factor)}ms`;
  const stages = load.stages.map((stage) => ({ ...stage, duration: stretch(stage.duration) }));
  return { ...load, stages };
}

function withOverrides(before: Target, { target, ca, insecure }: Overrides): Target {
  const changed = target === undefined ? before : readTarget(target, before);
  if (ca === undefined && insecure !== true) return changed;
  if (isEmbedded(changed)) throw usage(ca === undefined ? '--insecure' : '--ca', 'is for https');
  return {
    ...changed,
    ...(ca === undefined ? {} : { ca }),
    ...(insecure === true ? { insecure } : {}),
  };
}

function readTarget(target: string, before: Target): Target {
  if (target === 'embedded' && 'http' in before)
    throw usage('--target', 'the requests of the scenario are for a server of yours: name its URL');
  if (target === 'embedded') return { bridge: 'embedded' };
  if (!URL.canParse(target) || !/^https?:$/.test(new URL(target).protocol)) {
    throw usage('--target', `"${target}" is neither "embedded" nor a URL (http or https)`);
  }
  if ('http' in before) return { ...before, http: target };
  return { bridge: target };
}

function usage(flag: string, message: string): LighthouseError {
  return new LighthouseError('LH_USAGE', `${flag}: ${message}`);
}
