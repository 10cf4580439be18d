import type { Result, VerdictValue } from '@lighthouse/contract';
import { testSuitesOf } from '../model/test-cases.ts';

const SPEC_VERSION = '0.0.0';

/** What could not be judged is `other`: neither a pass nor skipped. */
const STATUSES = { good: 'passed', bad: 'failed', unknown: 'other' } as const;

/**
 * Writes the Common Test Report Format, version 0.0.0 (ctrf.io): the same cases as JUnit. Times are
 * milliseconds. A case takes no time of its own: all are judged when the run is over.
 */
export function renderCtrf(result: Result): string {
  const { run, scenario, host, tool, target, verdict } = result;
  const suites = testSuitesOf(result);
  const tests = suites.flatMap(({ name, cases }) =>
    cases.map((each) => ({
      name: each.name,
      status: STATUSES[each.verdict],
      duration: 0,
      suite: [scenario.name, name],
      ...(each.verdict === 'good' ? {} : { message: each.message }),
    })),
  );
  const countOf = (value: VerdictValue) =>
    tests.filter(({ status }) => status === STATUSES[value]).length;
  const report = {
    reportFormat: 'CTRF',
    specVersion: SPEC_VERSION,
    results: {
      tool: { name: tool.name, version: tool.version },
      summary: {
        tests: tests.length,
        passed: countOf('good'),
        failed: countOf('bad'),
        skipped: 0,
        pending: 0,
        other: countOf('unknown'),
        suites: suites.length,
        start: timeOf(run.startedAt),
        stop: timeOf(run.endedAt),
      },
      tests,
      environment: {
        appName: target.name,
        appVersion: target.version,
        osPlatform: host.os,
        extra: { run: run.id, seed: run.seed, planSha256: run.planSha256, verdict: verdict.value },
      },
    },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** A time that cannot be read is written as the beginning of time: the schema wants a number. */
function timeOf(text: string): number {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? 0 : ms;
}
