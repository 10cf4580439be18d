import { isUtf8 } from 'node:buffer';
import { formatBytes, formatCount, formatTable } from '@lighthouse/cli-kit/format';
import type { ProofAnswer } from '@lighthouse/contract/verify-answer';
import { escapeText } from './escape-text.ts';
import { formatTime } from './format-time.ts';
import type { Styles } from './styles.ts';

/** What a proof shows, for a person. */
export function renderProof(answer: ProofAnswer, styles: Styles): string {
  if (!answer.isProven) return `${styles.bad('NOT PROVEN')}: ${answer.reason}\n`;
  const { event, log, size, payload } = answer;
  const bytes = Buffer.from(payload, 'base64');
  const rows = [
    ['log', log],
    ['event', `${formatCount(event.seq)} of ${formatCount(size)}`],
    ['time', formatTime(event.tsUs)],
    ['type', escapeText(event.type)],
    ['stream', escapeText(event.stream)],
    ...(event.agent === undefined ? [] : [['agent', escapeText(event.agent)]]),
    ['payload', `${shownPayload(bytes)} (${formatBytes(bytes.length)})`],
  ];
  const shown = 'the log held this event when the checkpoint was signed';
  return `${styles.good('proven')}: ${shown}\n${formatTable(rows)}\n`;
}

/** What is no text is of no use as one: --json has all of it. */
function shownPayload(bytes: Buffer): string {
  return isUtf8(bytes)
    ? escapeText(bytes.toString('utf8'))
    : `base64 ${escapeText(bytes.toString('base64'))}`;
}
