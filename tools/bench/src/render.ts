import { formatValue } from './format.ts';
import type { BenchReport, ComparisonReport, ContestReport, Finding } from './report.ts';
import type { Aim, Summary } from './statistics.ts';

/** Others on the machine that take more than this of its CPUs can be told from the figures. */
const OTHERS_SHARE_QUIET = 0.05;

const WORDS: Readonly<Record<Finding, string>> = {
  met: 'met',
  missed: 'MISSED',
  unclear: 'too noisy to judge',
  disturbed: 'machine too busy to judge',
  steady: '',
  noisy: 'noisy',
};

/** Says when and on what was measured. */
export function renderHead({ date, machine }: Pick<BenchReport, 'date' | 'machine'>): string {
  const { cpuModel, cpuCount, os, node } = machine;
  return `${date.slice(0, 10)}  ${cpuCount} × ${cpuModel}, ${os}, Node ${node}`;
}

/** Writes what a contest found for a person to read. */
export function renderContest(contest: BenchReport['contests'][number]): string {
  const title = `${contest.benchmark}: ${contest.name}`;
  if ('skipped' in contest) return `${title}\n  skipped: ${contest.skipped}\n`;
  if ('failed' in contest) return `${title}\n  FAILED: ${contest.failed}\n`;
  const { figures, comparisons } = contest;
  const rows = [
    ...figures.map((each) => [`${each.contender}: ${each.figure}`, ...cellsOf(each, each.unit)]),
    ...comparisons.map((each) => [each.label, ...cellsOf(each, each.unit), aimText(each)]),
  ];
  return [`${title}  (${conditions(contest)})`, ...alignColumns(rows), ''].join('\n');
}

function conditions({ repeats, droppedCount, othersShare }: ContestReport): string {
  const dropped = droppedCount === 0 ? '' : `, ${droppedCount} busier ones left out`;
  const others =
    othersShare === null || othersShare < OTHERS_SHARE_QUIET
      ? ''
      : `; others used ${formatValue(othersShare, 'share')} of the CPUs`;
  return `${repeats} repeats${dropped}${others}`;
}

function cellsOf(
  { median, min, max, finding }: Summary & { readonly finding: Finding },
  unit: Parameters<typeof formatValue>[1],
): string[] {
  const range = `${formatValue(min, unit)} – ${formatValue(max, unit)}`;
  return [formatValue(median, unit), range, WORDS[finding]];
}

function aimText({ aim, unit }: ComparisonReport): string {
  return aim === null ? '' : `aim ${describeAim(aim, unit)}`;
}

function describeAim(aim: Aim, unit: ComparisonReport['unit']): string {
  return 'atLeast' in aim
    ? `≥ ${formatValue(aim.atLeast, unit)}`
    : `≤ ${formatValue(aim.atMost, unit)}`;
}

/** The first column to the left, figures to the right, words to the left. */
function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => (row[column] ?? '').length));
  const widths = [0, 1, 2, 3].map(width);
  return rows.map((row) => {
    const [name = '', figure = '', range = '', word = '', aim = ''] = row;
    const [nameWidth = 0, figureWidth = 0, rangeWidth = 0, wordWidth = 0] = widths;
    const cells = [
      name.padEnd(nameWidth),
      figure.padStart(figureWidth),
      range.padStart(rangeWidth),
      word.padEnd(wordWidth),
      aim,
    ];
    return `  ${cells.join('  ')}`.trimEnd();
  });
}
