import {
  METRIC_TAGS,
  parseDurationMs,
  parseMetricSelector,
  SCENARIO_LIMITS,
} from '@lighthouse/contract';
import type { AgentGroup, MetricTag, Scenario } from '@lighthouse/contract';
import { closestName } from '@lighthouse/contract';
import { LIMITS } from '@lighthouse/contract/api';
import { resolveWorkload, sloMetric } from './defaults.ts';
import type { Complaint } from './describe-issues.ts';
import { checkFaults } from './fault-checks.ts';
import { checkLoad } from './load-checks.ts';
import { tagValues } from './tag-values.ts';
import { checkTarget } from './target-checks.ts';

/**
 * Finds what no single key can be blamed for: sums, products and words that belong to other roles.
 */
export function crossCheck(scenario: Scenario): Complaint[] {
  return [
    ...checkAgentCount(scenario),
    ...scenario.agents.flatMap((group, index) => [
      ...checkRole(group, index),
      ...checkRate(group, index),
      ...checkSize(group, index),
      ...checkBehaviour(group, index),
    ]),
    ...checkTarget(scenario),
    ...checkLoad(scenario),
    ...checkFaults(scenario),
    ...checkTags(scenario),
    ...checkSlo(scenario),
  ];
}

const WORKLOAD_KEYS = [
  'rate',
  'arrival',
  'think',
  'iterations',
  'mix',
  'complexity',
  'contentBytes',
  'readBack',
] as const;

function checkAgentCount(scenario: Scenario): Complaint[] {
  const sum = scenario.agents.reduce((total, { count }) => total + count, 0);
  if (sum <= SCENARIO_LIMITS.agentsMax) return [];
  const message = `${sum} agents are too many: at most ${SCENARIO_LIMITS.agentsMax} in all`;
  return [{ path: ['agents'], part: 'value', message }];
}

function checkRole(group: AgentGroup, index: number): Complaint[] {
  if (group.role !== 'expert') return [];
  // A liar has something to do of its own accord.
  const keys = isHonest(group) ? WORKLOAD_KEYS : WORKLOAD_KEYS.slice(2);
  return keys
    .filter((key) => group[key] !== undefined)
    .map((key) => ({
      path: ['agents', index, key],
      part: 'key',
      message: `experts have no "${key}": they work when they are asked`,
    }));
}

function checkRate(group: AgentGroup, index: number): Complaint[] {
  const { ratePerSecond } = resolveWorkload(group);
  if (ratePerSecond <= SCENARIO_LIMITS.ratePerAgentMax) return [];
  const message = `too fast: at most ${SCENARIO_LIMITS.ratePerAgentMax}/s for each agent`;
  return [{ path: ['agents', index, 'rate'], part: 'value', message }];
}

function isHonest({ behaviour = 'honest' }: AgentGroup): boolean {
  return [behaviour].flat().includes('honest');
}

function checkBehaviour(group: AgentGroup, index: number): Complaint[] {
  const { behaviour = 'honest', collude } = group;
  const names = [behaviour].flat();
  const complain = (key: 'behaviour' | 'collude', message: string): Complaint[] => [
    { path: ['agents', index, key], part: 'value', message },
  ];
  if (isHonest(group) && names.length > 1)
    return complain('behaviour', 'an agent is honest or it is not: name the others alone');
  if (new Set(names).size < names.length) return complain('behaviour', 'names one twice');
  if (isHonest(group) && collude !== undefined) return complain('collude', 'honest agents do not');
  return [];
}

/** A complex command travels as one request. */
function checkSize(group: AgentGroup, index: number): Complaint[] {
  const { stepCount, contentBytes } = resolveWorkload(group);
  const bytes = (stepCount + 1) * (contentBytes + JSON_BYTES_EACH);
  if (bytes <= LIMITS.bodyBytesMax) return [];
  const message = `a complex command would be ${bytes} bytes: at most ${LIMITS.bodyBytesMax}`;
  return [{ path: ['agents', index, 'contentBytes'], part: 'value', message }];
}

/** Quotes, commas and names around each text of a request. */
const JSON_BYTES_EACH = 128;

function checkTags(scenario: Scenario): Complaint[] {
  const values = tagValues(scenario);
  return scenario.thresholds.flatMap(({ metric }, index) => {
    const selector = parseMetricSelector(metric);
    if (typeof selector === 'string') return [];
    return METRIC_TAGS.flatMap((tag) => checkTag(tag, selector.tags[tag], values[tag])).map(
      (message) => ({
        path: ['thresholds', index, 'metric'],
        part: 'value' as const,
        message,
      }),
    );
  });
}

function checkSlo(scenario: Scenario): Complaint[] {
  const values = tagValues(scenario);
  return (scenario.slo ?? []).flatMap(({ metric = sloMetric(scenario), under }, index) => {
    const at = (key: string, message: string): Complaint => ({
      path: ['slo', index, key],
      part: 'value',
      message,
    });
    const selector = parseMetricSelector(metric);
    const tags = typeof selector === 'string' ? {} : selector.tags;
    const wrong = METRIC_TAGS.flatMap((tag) => checkTag(tag, tags[tag], values[tag]));
    const none =
      (parseDurationMs(under) ?? 0) > 0 ? [] : [at('under', 'must be longer than nothing')];
    return [...none, ...wrong.map((message) => at('metric', message))];
  });
}

function checkTag(tag: MetricTag, value: string | undefined, values: readonly string[]): string[] {
  if (value === undefined || values.includes(value)) return [];
  if (values.length === 0) return [`no ${tag} is called "${value}": there are none`];
  const meant = closestName(value, values);
  const advice = meant === undefined ? '' : `; did you mean "${meant}"?`;
  return [`no ${tag} is called "${value}": there are ${values.join(', ')}${advice}`];
}
