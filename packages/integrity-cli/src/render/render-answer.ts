import { formatBytes, formatCount, formatDuration, formatTable } from '@lighthouse/cli-kit/format';
import type { VerifyAnswer } from '@lighthouse/contract/verify-answer';
import { countOf } from './count-of.ts';
import { escapeText } from './escape-text.ts';
import { renderFinding } from './render-finding.ts';
import { renderNeighbours } from './render-neighbours.ts';
import type { Styles } from './styles.ts';

/** The whole answer for a person: the verdict, what it rests on, then each finding. */
export function renderAnswer(answer: VerifyAnswer, styles: Styles): string {
  const blocks = [`${renderVerdict(answer, styles)}\n${renderGrounds(answer)}`];
  for (const [index, finding] of answer.findings.entries()) {
    blocks.push(renderFinding(finding, index + 1, styles));
    if (index === 0) blocks.push(...renderNeighbours(answer, styles));
  }
  blocks.push(...renderRest(answer, styles));
  return `${blocks.join('\n\n')}\n`;
}

function renderVerdict({ verdict, findingCount, store }: VerifyAnswer, styles: Styles): string {
  const path = escapeText(store.path);
  const found = `${countOf(findingCount, 'finding')} in ${path}`;
  switch (verdict) {
    case 'intact':
      return `${styles.good('intact')}: ${findingCount === 0 ? `nothing is wrong with ${path}` : found}`;
    case 'tampered':
      return `${styles.bad('TAMPERED')}: ${found}`;
    case 'unknown':
      return `${styles.unknown('unknown')}: it can't be said whether ${path} is intact`;
  }
}

function renderGrounds(answer: VerifyAnswer): string {
  const { log, anchors, durationMs, readBytes, bytesPerSecond } = answer;
  const events = countOf(log.verifiedCount, 'event');
  const segments = countOf(log.segmentCount, 'segment');
  const rows = [
    ['log', log.id ?? 'nothing says which'],
    [
      'verified',
      [
        `${events} in ${segments}`,
        ...(log.lastSeq > 0 ? [`up to event ${formatCount(log.lastSeq)}`] : []),
      ].join(', '),
    ],
    [
      'read',
      `${formatBytes(readBytes)} in ${formatDuration(durationMs)} (${formatBytes(bytesPerSecond)}/s)`,
    ],
  ];
  const known = [
    ...(anchors.receipts > 0 ? [countOf(anchors.receipts, 'receipt')] : []),
    ...(anchors.checkpoints > 0 ? [countOf(anchors.checkpoints, 'checkpoint')] : []),
  ];
  if (known.length > 0) rows.push(['against', known.join(' and ')]);
  if (anchors.uncompared > 0) {
    const missing = 'could not be compared: the log does not hold their events';
    rows.push(['', `${formatCount(anchors.uncompared)} of them ${missing}`]);
  }
  return formatTable(rows);
}

/** Says what is not shown, so that nobody takes a part for the whole. */
function renderRest({ findings, findingCount, selection }: VerifyAnswer, styles: Styles): string[] {
  const hidden = findingCount - findings.length;
  if (hidden === 0) return [];
  const { from, to, stream, max } = selection;
  const asked = [
    ...(from === undefined ? [] : [`from event ${formatCount(from)}`]),
    ...(to === undefined ? [] : [`to event ${formatCount(to)}`]),
    ...(stream === undefined ? [] : [`in stream ${escapeText(stream)}`]),
    `at most ${formatCount(max)}`,
  ];
  const text = `${countOf(hidden, 'more finding')} not shown (asked for: ${asked.join(', ')})`;
  return [styles.dim(text)];
}
