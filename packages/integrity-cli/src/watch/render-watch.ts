import { formatBytes, formatCount, formatDuration } from '@lighthouse/cli-kit/format';
import type { Alert, WatchAnswer, WatchFinding } from '@lighthouse/contract/watch-answer';
import { countOf } from '../render/count-of.ts';
import { escapeText } from '../render/escape-text.ts';
import { formatTime } from '../render/format-time.ts';
import type { ProgressView } from '../render/progress-view.ts';
import { formatSeqs } from '../render/render-finding.ts';
import type { Styles } from '../render/styles.ts';

/** One alert, as a person reads it: a line on what, a line on where and what to do. */
export function renderAlert(alert: Alert, styles: Styles): string {
  const time = styles.dim(formatTime(alert.at * 1000));
  if (alert.kind === 'summary') {
    const codes = Object.entries(alert.byCode).map(([code, count]) => `${count} ${code}`);
    const count = formatCount(alert.heldBackCount);
    return `${time} ${styles.bad(`${count} more alerts were held back`)}: ${codes.join(', ')}\n`;
  }
  const { id, finding, resolution, alsoCodes } = alert.alert;
  if (alert.kind === 'resolved') {
    const { by = '', note = '' } = resolution ?? {};
    return `${time} ${styles.good('resolved')} ${id} by ${escapeText(by)}: ${escapeText(note)}\n`;
  }
  const paint = paintOf(finding.severity, styles);
  const also = alsoCodes.length > 0 ? `, also ${alsoCodes.join(', ')}` : '';
  const title = paint(`${finding.severity} ${finding.code}${also}`);
  const seqs = finding.seqs ? `  ${formatSeqs(finding.seqs)}` : '';
  return `${time} ${title}${seqs}  ${styles.dim(id)}
  ${escapeText(finding.message)}${placeOf(finding)}
  ${escapeText(finding.advice)}
`;
}

/** How things stand, for a terminal and for everything else. */
export function statusView(status: WatchAnswer, styles: Styles): ProgressView {
  const { follow, sweep, findings, unverifiedCount } = status;
  const { isRunning, bytesDone, bytesTotal, doneCount } = sweep;
  const percent = Math.floor((bytesDone / bytesTotal) * 100);
  // Before its first read a sweep does not know how much there is.
  const sweeping =
    isRunning && bytesTotal > 0
      ? `${doneCount === 0 ? 'first sweep' : 'sweep'} ${percent} % of ${formatBytes(bytesTotal)}`
      : `${countOf(doneCount, 'sweep')} done`;
  const lag = follow.lagMs.last === null ? '' : `, ${formatDuration(follow.lagMs.last)} behind`;
  const verdict = verdictText(status, styles);
  const parts = [
    `event ${formatCount(follow.verifiedSeq)}${lag}`,
    `${formatCount(unverifiedCount)} unverified`,
    sweeping,
    countOf(findings.openCount, 'open finding'),
  ];
  return {
    block: [`${verdict} ${styles.dim(status.state)}  ${parts.join(' · ')}`],
    line: `${status.verdict}, ${status.state}: ${parts.join(', ')}`,
  };
}

/** What a watch says when it ends. */
export function renderSummary(status: WatchAnswer, styles: Styles): string {
  const { follow, sweep, findings, unverifiedCount, startedAt, now } = status;
  const { p50, p99, max } = follow.lagMs;
  const lag =
    max === null ? '' : `; lag ${lagText(p50, 'p50')}${lagText(p99, 'p99')}${lagText(max, 'max')}`;
  const rows = [
    `${verdictText(status, styles)}: ${escapeText(status.store)}`,
    `  watched   ${formatDuration(now - startedAt)}, up to event ${formatCount(follow.verifiedSeq)}`,
    `  followed  ${formatCount(follow.verifiedCount)} events, ${formatBytes(follow.byteCount)}${lag.replace(/, $/, '')}`,
    `  swept     ${formatCount(sweep.doneCount)} times, ${formatCount(sweep.lastVerifiedCount)} events the last time`,
    `  not verified  ${formatCount(unverifiedCount)}`,
    `  findings  ${formatCount(findings.openCount)} open, ${formatCount(findings.resolvedCount)} resolved`,
  ];
  const open = findings.list.filter(({ state }) => state === 'open').slice(0, 20);
  return `${[...rows, ...open.map((entry) => lineOf(entry, styles))].join('\n')}\n`;
}

function lineOf({ id, finding }: WatchFinding, styles: Styles): string {
  const paint = paintOf(finding.severity, styles);
  const seqs = finding.seqs ? `  ${formatSeqs(finding.seqs)}` : '';
  return `    ${id}  ${paint(`${finding.severity} ${finding.code}`)}${seqs}${placeOf(finding)}`;
}

function lagText(ms: number | null, name: string): string {
  return ms === null ? '' : `${name} ${formatDuration(ms)}, `;
}

function placeOf({ file, bytes }: WatchFinding['finding']): string {
  if (file === undefined) return '';
  return `  ${escapeText(file)}${bytes ? ` [${bytes[0]}, ${bytes[1]})` : ''}`;
}

function verdictText({ verdict, unverifiedCount }: WatchAnswer, styles: Styles): string {
  switch (verdict) {
    case 'intact':
      return styles.good('intact');
    case 'tampered':
      return styles.bad('TAMPERED');
    case 'unknown':
      return styles.unknown(unverifiedCount > 0 ? 'not yet verified' : 'unknown');
  }
}

function paintOf(severity: WatchFinding['finding']['severity'], styles: Styles) {
  if (severity === 'info') return styles.dim;
  return severity === 'medium' ? styles.unknown : styles.bad;
}
