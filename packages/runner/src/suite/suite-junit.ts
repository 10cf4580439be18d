import { renderXml, type XmlElement } from '@lighthouse/cli-kit/xml';
import type { SuiteAnswer, SuiteEntry } from '@lighthouse/contract/suite-answer';

/**
 * Writes JUnit XML with one test case a scenario. Bad is a failure; what has no verdict, or an
 * unknown one, is an error: never a pass and never skipped.
 */
export function suiteJunit(answer: SuiteAnswer, hostname: string): string {
  const { scenarios, counts, startedAt, durationMs } = answer;
  const suite: XmlElement = {
    name: 'testsuite',
    attributes: {
      id: 0,
      name: 'scenarios',
      package: 'lighthouse',
      timestamp: startedAt.slice(0, 'yyyy-mm-ddThh:mm:ss'.length),
      hostname,
      tests: scenarios.length,
      failures: counts.bad,
      errors: counts.unknown + counts.failed + counts.waiting,
      time: seconds(durationMs),
    },
    content: [
      { name: 'properties' },
      ...scenarios.map(caseOf),
      { name: 'system-out' },
      { name: 'system-err' },
    ],
  };
  return renderXml({ name: 'testsuites', content: [suite] });
}

function caseOf({ file, status, reasons, durationMs }: SuiteEntry): XmlElement {
  const attributes = { name: file, classname: 'lighthouse.scenarios', time: seconds(durationMs) };
  if (status === 'good') return { name: 'testcase', attributes };
  const message = reasons.length === 0 ? status : reasons.join('; ');
  const name = status === 'bad' ? 'failure' : 'error';
  const problem = { name, attributes: { message, type: status }, content: message };
  return { name: 'testcase', attributes, content: [problem] };
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}
