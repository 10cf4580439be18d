import type { VerdictValue } from '@lighthouse/contract';
import type { VerdictReason } from '@lighthouse/verdict';
import type { AuditView } from '../model/audit.ts';
import type { Report } from '../model/report.ts';
import type { Fact, Table } from '../model/table.ts';
import { rowCountOf } from '../model/table.ts';
import { visibleText } from '@lighthouse/cli-kit/visible-text';
import { escapeMarkdown, markdownCell } from './escape.ts';
import { markdownTable } from './table.ts';

/** GitHub refuses a step's summary above 1 MiB, all writers of the step together. */
export const MARKDOWN_BYTES_MAX = 1_000_000;

const SYMBOLS = { good: '✅', bad: '❌', unknown: '❔', plain: '➖' } as const;

/**
 * Writes the report as Markdown, for the summary of a CI job. Sections that no longer fit are
 * named, not cut.
 */
export function renderMarkdown(report: Report, bytesMax: number = MARKDOWN_BYTES_MAX): string {
  const leftOut: string[] = [];
  let text = '';
  for (const { name, render } of SECTIONS) {
    const section = `${render(report).trimEnd()}\n\n`;
    if (section.trim() === '') continue;
    if (Buffer.byteLength(text) + Buffer.byteLength(section) + NOTE_BYTES > bytesMax)
      leftOut.push(name);
    else text += section;
  }
  if (leftOut.length > 0) text += `Left out, as there is no room: ${leftOut.join(', ')}.\n`;
  return `${text.trimEnd()}\n`;
}

const NOTE_BYTES = 300;

interface Section {
  readonly name: string;
  readonly render: (report: Report) => string;
}

const SECTIONS: readonly Section[] = [
  { name: 'verdict', render: renderVerdict },
  { name: 'key figures', render: renderKeyFigures },
  { name: 'thresholds', render: ({ thresholds }) => markdownTable(thresholds) },
  { name: 'objectives', render: ({ objectives }) => tableIfFilled(objectives) },
  { name: 'invariants', render: ({ invariants }) => markdownTable(invariants) },
  { name: 'operations', render: ({ operations }) => markdownTable(operations) },
  { name: 'latency', render: ({ timing }) => markdownTable(timing) },
  { name: 'errors', render: ({ errors }) => markdownTable(errors) },
  { name: 'faults', render: ({ faults }) => tableIfFilled(faults) },
  { name: 'phases', render: ({ phases }) => tableIfFilled(phases) },
  { name: 'liars', render: ({ liars }) => tableIfFilled(liars) },
  { name: 'lies that were accepted', render: ({ acceptedLies }) => tableIfFilled(acceptedLies) },
  { name: 'audit', render: ({ audit }) => renderAudit(audit) },
  { name: 'resources', render: ({ resources }) => markdownTable(resources) },
  { name: 'prediction', render: ({ prediction }) => tableIfFilled(prediction) },
  { name: 'shards', render: ({ shards }) => tableIfFilled(shards) },
  { name: 'how to run it again', render: renderReproduction },
];

/** Nothing before a reason that speaks for the verdict itself. */
function reasonMark(kind: VerdictReason['kind'], verdict: VerdictValue): string {
  if (kind === verdict) return '';
  return kind === 'reservation' ? '❕ ' : `${SYMBOLS[kind]} `;
}

function renderVerdict({ name, summary, startedAt, verdict }: Report): string {
  const { supports, contradictions } = verdict;
  return [
    `## ${SYMBOLS[verdict.value]} ${verdict.word}: ${escapeMarkdown(name)}`,
    `${escapeMarkdown(summary)}, ${escapeMarkdown(startedAt)}`,
    `**${verdict.sentence}**`,
    ...verdict.reasons.map(
      ({ text, kind }) => `- ${reasonMark(kind, verdict.value)}${escapeMarkdown(text)}`,
    ),
    ...contradictions.map((each) => `- ❔ this result contradicts itself: ${escapeMarkdown(each)}`),
    '| | It rests on | |\n| --- | --- | --- |\n' +
      supports
        .map(({ tone, label, text }) => `| ${SYMBOLS[tone]} | ${label} | ${escapeMarkdown(text)} |`)
        .join('\n'),
  ].reduce((text, line) => text + (line.startsWith('- ') ? '\n' : '\n\n') + line);
}

function renderKeyFigures({ keyFigures }: Report): string {
  const labels = keyFigures.map(({ label }) => escapeMarkdown(label));
  const rules = keyFigures.map(() => '--:');
  const figures = keyFigures.map(({ cell }) => `**${markdownCell(cell)}**`);
  return [labels, rules, figures].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function tableIfFilled(table: Table): string {
  return rowCountOf(table) === 0 ? '' : markdownTable(table);
}

function renderAudit(audit: AuditView): string {
  if (audit.kind === 'skipped')
    return `### Audit of the log\n\n❔ Skipped: ${escapeMarkdown(audit.reason)}\n`;
  const parts = [
    `### Audit of the log\n\n${renderFacts(audit.facts)}`,
    markdownTable(audit.checks),
  ];
  if (rowCountOf(audit.examples) > 0) parts.push(markdownTable(audit.examples));
  parts.push(markdownTable(audit.findings));
  return parts.join('\n');
}

function renderReproduction({ command, reproduction, host }: Report): string {
  return `### Run it again\n\n${fence(command)}\n\n${renderFacts([...reproduction, ...host])}`;
}

function renderFacts(facts: readonly Fact[]): string {
  return facts
    .map(({ label, cell }) => `- ${escapeMarkdown(label)}: ${markdownCell(cell)}\n`)
    .join('');
}

/** Puts text into a code block whose fence is longer than any in the text. */
function fence(text: string): string {
  const visible = visibleText(text);
  const longest = Math.max(2, ...[...visible.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}sh\n${visible}\n${ticks}`;
}
