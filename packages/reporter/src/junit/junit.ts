import type { Result, VerdictValue } from '@lighthouse/contract';
import { formatFigure } from '../model/cells.ts';
import { testSuitesOf } from '../model/test-cases.ts';
import type { TestCase, TestSuite } from '../model/test-cases.ts';
import { renderXml } from '@lighthouse/cli-kit/xml';
import type { XmlElement } from '@lighthouse/cli-kit/xml';

/**
 * Writes JUnit XML, valid for both schemas in use: that of Ant (windyroad's JUnit.xsd) and that of
 * Jenkins (junit-10.xsd). One test case for each threshold, each invariant and each check of the
 * audit. What could not be judged is an error, never a pass and never skipped: unknown is not good.
 */
export function renderJunit(result: Result): string {
  return renderXml({
    name: 'testsuites',
    content: testSuitesOf(result).map((suite, id) => renderSuite(result, { ...suite, id })),
  });
}

interface Suite extends TestSuite {
  readonly id: number;
}

function renderSuite(result: Result, { id, name, cases }: Suite): XmlElement {
  const { run, scenario, host } = result;
  const countOf = (verdict: VerdictValue) =>
    cases.filter((each) => each.verdict === verdict).length;
  return {
    name: 'testsuite',
    attributes: {
      id,
      name,
      package: packageOf(scenario.name),
      timestamp: timestampOf(run.startedAt),
      hostname: host.fingerprint || 'localhost',
      tests: cases.length,
      failures: countOf('bad'),
      errors: countOf('unknown'),
      time: seconds(run.durationMs),
    },
    content: [
      { name: 'properties', content: propertiesOf(result) },
      ...cases.map((each) => renderCase(each, packageOf(scenario.name, name))),
      { name: 'system-out' },
      { name: 'system-err' },
    ],
  };
}

function propertiesOf({ run, tool, target, verdict, counts, total }: Result): XmlElement[] {
  const { p50, p95, p99 } = total.latency;
  const quantiles = Object.entries({ p50, p95, p99 }).map(([name, value]): [string, string] => [
    `latency.${name}.ms`,
    value === null ? 'n/a' : formatFigure(value),
  ]);
  const properties: [string, string | number][] = [
    ['run', run.id],
    ['seed', run.seed],
    ['plan.sha256', run.planSha256],
    ['tool', `${tool.name} ${tool.version}`],
    ['target', `${target.name} ${target.version}`.trim()],
    ['verdict', verdict.value],
    ...Object.entries(counts).map(([name, count]): [string, number] => [
      `operations.${name}`,
      count,
    ]),
    ...quantiles,
  ];
  return properties.map(([name, value]) => ({ name: 'property', attributes: { name, value } }));
}

function renderCase({ name, verdict, message }: TestCase, classname: string): XmlElement {
  const attributes = { name, classname, time: '0' };
  if (verdict === 'good') return { name: 'testcase', attributes };
  const kind = verdict === 'bad' ? 'failure' : 'error';
  const type = verdict === 'bad' ? 'broken' : 'not judged';
  const problem = { name: kind, attributes: { message, type }, content: message };
  return { name: 'testcase', attributes, content: [problem] };
}

/** Dots separate packages, so a name may hold none. */
function packageOf(...parts: readonly string[]): string {
  return ['lighthouse', ...parts].map((part) => part.replaceAll('.', '_')).join('.');
}

/** Writes a time in UTC as the schema of Ant wants it: to the second, without a zone. */
function timestampOf(time: string): string {
  const match = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?=\.\d+Z$|Z$)/.exec(time);
  return match?.[0] ?? '1970-01-01T00:00:00';
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}
