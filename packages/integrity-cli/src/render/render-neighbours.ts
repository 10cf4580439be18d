import { formatCount, formatTable } from '@lighthouse/cli-kit/format';
import type { EventBrief, VerifyAnswer } from '@lighthouse/contract/verify-answer';
import { escapeText } from './escape-text.ts';
import { formatSeqs } from './render-finding.ts';
import { formatTime } from './format-time.ts';
import type { Styles } from './styles.ts';

/** The first finding between the last event before it and the first behind it. */
export function renderNeighbours({ neighbours, findings }: VerifyAnswer, styles: Styles): string[] {
  const { before, after } = neighbours;
  const [first] = findings;
  if (first?.seqs === undefined || (before === undefined && after === undefined)) return [];
  const rows = [
    ['', 'seq', 'time', 'type', 'agent', 'stream'].map(styles.dim),
    ...(before === undefined ? [] : [row(before)]),
    ['>', '', styles.bad(`${first.code}, ${formatSeqs(first.seqs)}`)],
    ...(after === undefined ? [] : [row(after)]),
  ];
  return [formatTable(rows, { indent: 3, alignRight: [1] })];
}

function row({ seq, tsUs, type, agent, stream }: EventBrief): string[] {
  return ['', formatCount(seq), formatTime(tsUs), ...[type, agent ?? '-', stream].map(escapeText)];
}
