import { formatCount, formatDuration, formatTable } from '@lighthouse/cli-kit/format';
import { LIMITING_RESOURCES } from '@lighthouse/contract/prediction';
import type { Style } from '../summary/terminal-summary.ts';
import type { CapacityAnswer } from '@lighthouse/contract/run-answers';
import type { CapacityStep } from './read-step.ts';

const NOTHING = 'not even the smallest load';
const PAINT = { held: 'good', missed: 'bad', limited: 'unknown' } as const;

/** Writes an answer for who looks at the terminal: what it holds, then what that rests on. */
export function capacityText(answer: CapacityAnswer, style: Style): string {
  const facts = [
    ['holds', style.bold(holdsText(answer))],
    ['slo', answer.slo.join('; ')],
    ...(answer.stop === 'max' ? [['stopped at', 'the highest level to be tried (--max)']] : []),
    ...(answer.limitedBy === null ? [] : [['limited by', limitText(answer.limitedBy)]]),
    ['confidence', `${answer.confidence.level}: ${answer.confidence.why}`],
  ];
  return `${stepsTable(answer, style)}\n\n${formatTable(facts)}\n`;
}

/** Names a level with its unit. */
export function levelText(level: number, by: CapacityAnswer['by']): string {
  if (by === 'rate') return `${formatCount(level)}/s`;
  return level === 1 ? '1 agent' : `${formatCount(level)} agents`;
}

function holdsText(answer: CapacityAnswer): string {
  const { capacity, by, isLowerBound, operationsPerSecond: rate } = answer;
  if (capacity === 0) return isLowerBound ? `not known: ${whyUnknown(answer)}` : NOTHING;
  const least = isLowerBound ? 'at least ' : '';
  const answered = rate === null ? '' : ` (${formatCount(Math.round(rate))} operations/s)`;
  return `${least}${levelText(capacity, by)}${answered}`;
}

function whyUnknown({ stop, steps }: CapacityAnswer): string {
  if (steps.length === 0) return 'stopped before the first step was over';
  if (stop === 'interrupted') return 'stopped before any load held';
  if (stop === 'steps') return 'the search ended before a load held';
  return 'the generator was the limit from the start';
}

function limitText({ resource, why }: NonNullable<CapacityAnswer['limitedBy']>): string {
  return resource === 'unknown' ? why : `${LIMITING_RESOURCES[resource]}: ${why}`;
}

function stepsTable({ steps, by }: CapacityAnswer, style: Style): string {
  const head = ['', by, 'ops/s', 'p99', 'target CPU', 'generator CPU', 'outcome'];
  const cpu = (share: number | null) => (share === null ? 'n/a' : `${Math.round(share * 100)} %`);
  const rows = steps.map((step: CapacityStep, index) => [
    String(index + 1),
    formatCount(step.level),
    formatCount(Math.round(step.operationsPerSecond)),
    step.latencyP99 === null ? 'n/a' : formatDuration(step.latencyP99),
    cpu(step.targetCpu),
    cpu(step.generatorCpu),
    `${style[PAINT[step.outcome]](step.outcome)}${step.reasons.length === 0 ? '' : `  ${step.reasons[0]}`}`,
  ]);
  return formatTable([head.map((name) => style.dim(name)), ...rows], {
    alignRight: [0, 1, 2, 3, 4, 5],
  });
}
