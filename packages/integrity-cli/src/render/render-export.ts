import { formatCount, formatTable } from '@lighthouse/cli-kit/format';
import type { ExportAnswer } from '@lighthouse/contract/verify-answer';
import { escapeText } from './escape-text.ts';
import type { Styles } from './styles.ts';

/** What an export shows, for a person. */
export function renderExport(answer: ExportAnswer, styles: Styles): string {
  const { findings, findingCount, doubts } = answer;
  const blocks = [`${verdictLine(answer, styles)}\n${grounds(answer)}`];
  for (const { code, line, seq, message } of findings) {
    const place = seq === undefined ? `line ${line}` : `line ${line}, event ${formatCount(seq)}`;
    blocks.push(`${styles.bold(code)} in ${place}\n  ${escapeText(message)}`);
  }
  const hidden = findingCount - findings.length;
  if (hidden > 0) blocks.push(styles.dim(`${formatCount(hidden)} more findings not shown`));
  if (doubts.length > 0)
    blocks.push(["what can't be said:", ...doubts.map((doubt) => `  ${doubt}`)].join('\n'));
  if (answer.log === undefined) blocks.push(styles.dim('name the log with --log to say more'));
  return `${blocks.join('\n\n')}\n`;
}

function verdictLine({ verdict, path, findingCount }: ExportAnswer, styles: Styles): string {
  const file = escapeText(path);
  switch (verdict) {
    case 'intact':
      return `${styles.good('intact')}: every line of ${file} is as the log has it`;
    case 'tampered':
      return `${styles.bad('TAMPERED')}: ${formatCount(findingCount)} findings in ${file}`;
    case 'unknown':
      return `${styles.unknown('unknown')}: nothing is wrong with ${file} by itself`;
  }
}

function grounds(answer: ExportAnswer): string {
  const { eventCount, firstSeq, lastSeq, leftOutCount, comparedCount, log, format } = answer;
  const range = `events ${formatCount(firstSeq)} to ${formatCount(lastSeq)}`;
  const rows = [
    ['form', format === 'jsonl' ? 'JSON Lines' : 'CloudEvents'],
    ['holds', `${formatCount(eventCount)} of ${range}, ${formatCount(leftOutCount)} left out`],
  ];
  if (log !== undefined)
    rows.push(
      ['log', `${escapeText(log.path)}: ${log.verdict}`],
      ['compared', `${formatCount(comparedCount)} events`],
    );
  return formatTable(rows);
}
