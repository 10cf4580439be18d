import { formatCount, formatTable } from '@lighthouse/cli-kit/format';
import type { EventSaying, VerifyFinding } from '@lighthouse/contract/verify-answer';
import { escapeText } from './escape-text.ts';
import { formatTime } from './format-time.ts';
import type { Styles } from './styles.ts';

/** One finding, its code first and the advice last. */
export function renderFinding(finding: VerifyFinding, number: number, styles: Styles): string {
  const { severity, code, message, advice, seqs, agent, says } = finding;
  const paint =
    severity === 'info' ? styles.dim : severity === 'medium' ? styles.unknown : styles.bad;
  const title = [String(number), paint(`${severity} ${code}`), ...(seqs ? [formatSeqs(seqs)] : [])];
  const rows = [
    ...placeRows(finding),
    ...says.map((saying) => ['it says', formatSaying(saying)]),
    ...(agent === undefined ? [] : [['agent', escapeText(agent)]]),
    ...evidenceRows(finding),
    ['advice', escapeText(advice)],
  ];
  return [title.join('  '), `   ${escapeText(message)}`, formatTable(rows, { indent: 3 })].join(
    '\n',
  );
}

/** Writes a half-open range of sequence numbers as a person counts: the last one is in it. */
export function formatSeqs([first, end]: readonly [number, number]): string {
  return end - first <= 1
    ? `event ${formatCount(first)}`
    : `events ${formatCount(first)} to ${formatCount(end - 1)}`;
}

function placeRows({ file, bytes }: VerifyFinding): string[][] {
  if (file === undefined) return [];
  if (bytes === undefined) return [['file', escapeText(file)]];
  const [start, end] = bytes;
  const length = formatCount(end - start);
  const range =
    start === end ? `offset ${start}` : `${length} bytes from offset ${start} to ${end}`;
  return [['file', `${escapeText(file)}, ${range}`]];
}

function formatSaying({ seq, tsUs, type, stream, agent }: EventSaying): string {
  return [
    ...(seq === undefined ? [] : [`event ${formatCount(seq)}`]),
    ...(type === undefined ? [] : [escapeText(type)]),
    ...(stream === undefined ? [] : [`in stream ${escapeText(stream)}`]),
    ...(agent === undefined ? [] : [`by agent ${escapeText(agent)}`]),
    ...(tsUs === undefined ? [] : [`at ${formatTime(tsUs)}`]),
  ].join(' ');
}

function evidenceRows({ evidence }: VerifyFinding): string[][] {
  const entries = Object.entries(evidence ?? {});
  if (entries.length === 0) return [];
  const texts = entries.map(([name, value]) => `${escapeText(name)}=${escapeText(String(value))}`);
  return [['evidence', texts.join('  ')]];
}
