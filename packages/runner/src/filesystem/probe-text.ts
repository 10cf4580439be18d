import { formatBytes, formatCount, formatDuration, formatTable } from '@lighthouse/cli-kit/format';
import type { FilesystemAnswer } from '@lighthouse/contract/run-answers';
import type { Style } from '../summary/terminal-summary.ts';

/** Writes an answer for who looks at the terminal: the verdict, then what it rests on. */
export function probeText(answer: FilesystemAnswer, style: Style): string {
  const { value, reasons } = answer.verdict;
  const { mount, workers, limits } = answer;
  const where = mount === null ? 'not known' : `${mount.type} on ${mount.point} (${mount.source})`;
  const facts = [
    ['path', answer.path],
    ['file system', where],
    [
      'load',
      `${workers} at once, files of ${formatBytes(answer.sizeBytes)}, ` +
        `${formatCount(answer.rounds)} rounds in ${formatDuration(answer.durationMs)}`,
    ],
    [
      'limits',
      `${formatDuration(limits.meanMs)} on average, ${formatDuration(limits.p95Ms)} at p95`,
    ],
  ];
  const why = reasons.map((reason) => `  ${reason}\n`).join('');
  const word = style[value](style.bold(value.toUpperCase()));
  const head = `${word}  ${style.bold('filesystem')}\n${why}`;
  return `${head}\n${formatTable(facts)}\n\n${operationsTable(answer, style)}\n`;
}

function operationsTable({ operations }: FilesystemAnswer, style: Style): string {
  const head = ['', 'count', 'average', 'p50', 'p95', 'p99', 'max', ''];
  const time = (ms: number | null) => (ms === null ? 'n/a' : formatDuration(ms));
  const rows = operations.map(({ operation, verdict, latency }) => [
    operation,
    formatCount(latency.count),
    ...[latency.mean, latency.p50, latency.p95, latency.p99, latency.max].map(time),
    style[verdict](verdict),
  ]);
  return formatTable([head.map((name) => style.dim(name)), ...rows], {
    alignRight: [1, 2, 3, 4, 5, 6],
  });
}
