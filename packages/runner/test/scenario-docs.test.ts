import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Workload } from '@lighthouse/agent-sim';
import { ARRIVALS, INVARIANTS, jsonSchemas, METRIC_TAGS, METRICS } from '@lighthouse/contract';
import { COMMAND_ACTIONS } from '@lighthouse/contract/commands';
import { FAULT_KINDS, PARTITIONS, STREAMS } from '@lighthouse/contract/fault';
import { PHASES } from '@lighthouse/contract/fault-result';
import { makePlan } from '../src/plan/make-plan.ts';
import { BUILTIN_SCENARIOS, readScenario, WORKLOAD_DEFAULTS } from '@lighthouse/scenario-file';

const page = readFileSync(new URL('../../../docs/scenarios.md', import.meta.url), 'utf8');
const read = (text: string) => readScenario(new TextEncoder().encode(text), 'docs/scenarios.md');

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

function allKeys(schema: Schema): string[] {
  const { properties = {}, items, anyOf = [], oneOf = [] } = schema;
  const several = [...(items === undefined ? [] : [items]), ...anyOf, ...oneOf];
  const inner = [...Object.values(properties), ...several];
  return [...Object.keys(properties), ...inner.flatMap(allKeys)];
}

test('every example on the page is a scenario', () => {
  const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) expect(read(example).agents.length).toBeGreaterThan(0);
});

test('every key, metric, tag, arrival and invariant is on the page', () => {
  const keys = allKeys(jsonSchemas()['scenario.schema.json'] as Schema);
  const words = [
    ...[METRICS, INVARIANTS, FAULT_KINDS].flatMap((names) => Object.keys(names)),
    ...[METRIC_TAGS, ARRIVALS, PARTITIONS, STREAMS, PHASES].flat(),
  ];
  expect([...keys, ...words].filter((word) => !page.includes(word))).toEqual([]);
});

function commandsPerSecond(workload: Workload | null): number {
  if (workload === null) return 0;
  return workload.thinkUs === undefined ? workload.ratePerSecond : 1e6 / workload.thinkUs;
}

describe('the table of built-in scenarios', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \| ([\d,]+) \| (\d+) \| ([\d.]+) s \|$/gm)];

  test('names them all', () => {
    expect(rows.map(([, name]) => name)).toEqual(Object.keys(BUILTIN_SCENARIOS));
  });

  test.each(rows.map(([, name = '', agents = '', rate, seconds]) => [name, agents, rate, seconds]))(
    '%s has %s agents, %s commands a second and lasts %s s',
    (name = '', agents = '', rate, seconds) => {
      const { agentCount, crowd } = makePlan(read(BUILTIN_SCENARIOS[name] ?? ''));
      expect(agentCount).toBe(Number(agents.replace(',', '')));
      const rates = crowd.groups.map(({ count, workload }) => count * commandsPerSecond(workload));
      const peak = Math.max(...(crowd.stages?.steps ?? []).map(({ target }) => target));
      const highest = crowd.stages?.of === 'rate' ? peak : rates.reduce((sum, one) => sum + one, 0);
      expect(highest).toBe(Number(rate));
      expect(crowd.endUs / 1e6).toBe(Number(seconds));
    },
  );
});

test('the defaults are those of the page', () => {
  const { rate, arrival, mix, complexity, contentBytes } = WORKLOAD_DEFAULTS;
  const mixText = `${mix.safe}, ${mix.risky}, ${mix.complex}`;
  for (const [key, text] of [
    ['rate', `\`${rate}\``],
    ['arrival', `\`${arrival}\``],
    ['mix', mixText],
    ['complexity', String(complexity)],
    ['contentBytes', String(contentBytes)],
  ] as const) {
    expect(page).toMatch(new RegExp(`^\\| \`${key}\` \\|.*\\| ${text} \\|$`, 'm'));
  }
});

test('the page names actions of each class', () => {
  for (const commandClass of ['safe', 'risky', 'complex'] as const) {
    const row = new RegExp(`^\\| ${commandClass} \\| (.*?) \\|`, 'm').exec(page)?.[1] ?? '';
    const named = row.split(', ').map((code) => code.replaceAll('`', ''));
    expect(COMMAND_ACTIONS[commandClass]).toEqual(expect.arrayContaining(named));
  }
});
