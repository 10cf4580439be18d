import { expect, test } from '@jest/globals';
import { answerOf, reportOf } from '../../test/sample-answer.ts';
import { renderBrief, renderFull } from './render-text.ts';
import type { Styles } from './styles.ts';

const same = (text: string): string => text;
const plain: Styles = { good: same, bad: same, unknown: same, dim: same, bold: same };
const quiet = { isVerbose: false, nowMs: 0 };

test('what is not well is shown with need and advice, what is well in one line', () => {
  const failed = reportOf({ status: 'fail', title: 'room', found: '3 MiB', advice: 'free some' });
  const text = renderFull(answerOf([reportOf({}), failed]), plain, quiet);
  expect(text).toContain('  ✓ free space  3 GiB\n  ✗ room        3 MiB\n');
  expect(text).toContain('      needed  1 GiB\n      advice  free some\n');
  expect(text.match(/needed/g)).toHaveLength(1);
  expect(text.trimEnd().split('\n').at(-1)).toBe('this machine is not ready: 1 passed, 1 failed');
});

test('verbose names ids and times, and needs of what is well', () => {
  const text = renderFull(answerOf([reportOf({})]), plain, { isVerbose: true, nowMs: 0 });
  expect(text).toContain('      needed  1 GiB\n      check   disk.space, 1.0 ms\n');
});

test('a group of which nothing applies takes one line', () => {
  const skipped = ['a', 'b'].map((title) =>
    reportOf({ group: 'services', status: 'skip', title, found: `not configured (--${title})` }),
  );
  expect(renderFull(answerOf(skipped), plain, quiet)).toContain('services  – not configured\n');
});

test('brief says only what is not well, and how it ends', () => {
  expect(renderBrief(answerOf([reportOf({})]), plain)).toBe('this machine is ready: 1 passed\n');
  const warned = reportOf({ status: 'warn', advice: 'wait' });
  const [first, , third, last] = renderBrief(answerOf([reportOf({}), warned]), plain).split('\n');
  expect([first, third]).toEqual(['  ! free space  3 GiB', '      advice  wait']);
  expect(last).toBe('this machine is ready, with care: 1 passed, 1 warning');
});

test('a check that broke leaves it open whether the machine is ready', () => {
  const text = renderBrief(answerOf([reportOf({ status: 'error' })]), plain);
  expect(text).toContain('this machine is perhaps ready: a check broke: 0 passed, 1 could not');
});

test('what can be run stands in a table, with the reason', () => {
  const capabilities = [
    {
      name: 'smoke' as const,
      agents: 3,
      loadMs: 3500,
      answer: 'yes' as const,
      why: 'takes 1 % of: memory',
    },
    {
      name: 'large' as const,
      agents: 1000,
      loadMs: 40_000,
      answer: 'no' as const,
      why: 'open files',
    },
  ];
  const text = renderFull(answerOf([], { capabilities }), plain, quiet);
  expect(text).toContain('  smoke      3  agents, 4 s   ✓ yes  takes 1 % of: memory\n');
  expect(text).toContain('  large  1,000  agents, 40 s  ✗ no   open files\n');
});

test('what was measured is said with its age, per CPU and per agent', () => {
  const capacity = {
    status: 'measured' as const,
    measuredAt: '2026-03-14T15:00:00.000Z',
    agentsPerCore: 965.4,
    bytesPerAgent: 113_664,
    operationsPerSecond: 1931,
    limitedBy: 'memory',
  };
  const nowMs = Date.parse('2026-03-14T15:12:10.000Z');
  const text = renderFull(answerOf([], { capacity }), plain, { isVerbose: false, nowMs });
  expect(text).toContain('Measured here 12 min ago: 965 agents for each CPU');
  expect(text).toContain('111 KiB for each agent. 1,931 operations a second in all');
});
