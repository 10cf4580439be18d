import { formatBytes, formatCount } from '@lighthouse/cli-kit/format';
import type { Audit, Result } from '@lighthouse/contract';
import { codeCell, countCell, textCell } from './cells.ts';
import type { Cell, Fact, Table, Tone } from './table.ts';

type AuditDone = Extract<Audit, { status: 'done' }>;
type Example = AuditDone['lost']['examples'][number];
type LogFinding = AuditDone['log']['findings'][number];

/**
 * The comparisons of history and log, in the order in which they are shown, and what each one
 * finds.
 */
export const AUDIT_CHECKS = [
  { key: 'lost', label: 'Lost', means: 'acknowledged, but not in the log' },
  { key: 'forged', label: 'Forged', means: 'in the log under an agent that never sent it' },
  { key: 'duplicated', label: 'Duplicated', means: 'in the log more than once' },
  { key: 'changed', label: 'Changed', means: 'in the log, but not as it was sent' },
  { key: 'outOfOrder', label: 'Out of order', means: 'before something acknowledged earlier' },
] as const;

export const LOG_TONES = { intact: 'good', tampered: 'bad', unknown: 'unknown' } as const;

/** What the audit found; `skipped` says why there was none. */
export type AuditView =
  | { readonly kind: 'skipped'; readonly reason: string }
  | {
      readonly kind: 'done';
      readonly tone: Tone;
      readonly facts: readonly Fact[];
      readonly checks: Table;
      readonly examples: Table;
      readonly findings: Table;
    };

export function auditView({ audit }: Result): AuditView {
  if (audit.status === 'skipped') return { kind: 'skipped', reason: audit.reason };
  return {
    kind: 'done',
    tone: discrepancyCount(audit) > 0 ? 'bad' : LOG_TONES[audit.log.value],
    facts: logFacts(audit),
    checks: checksTable(audit),
    examples: examplesTable(audit),
    findings: findingsTable(audit),
  };
}

/** Counts everything in which history and log differ. */
export function discrepancyCount(audit: AuditDone): number {
  return AUDIT_CHECKS.reduce((sum, { key }) => sum + audit[key].count, 0);
}

function logFacts({ log, acknowledged, events, ...audit }: AuditDone): Fact[] {
  const { verifiedCount, lastSeq, segmentCount, byteCount, logId } = log;
  const [happened, didNot] = [audit.infoHappened, audit.infoDidNotHappen].map(formatCount);
  const verified = `${formatCount(verifiedCount)} of ${formatCount(lastSeq)} events verified`;
  return [
    { label: 'Log', cell: textCell(`${log.value}: ${verified}`, LOG_TONES[log.value]) },
    {
      label: 'Size',
      cell: textCell(`${formatBytes(byteCount)} in ${plural(segmentCount, 'segment')}`),
    },
    {
      label: 'Compared',
      cell: textCell(
        `${plural(acknowledged, 'acknowledged operation')} with ${plural(events, 'event')}`,
      ),
    },
    {
      label: 'Unanswered operations',
      cell: textCell(`${happened} happened all the same, ${didNot} did not`),
    },
    ...(logId === undefined ? [] : [{ label: 'Log id', cell: codeCell(logId) }]),
  ];
}

function checksTable(audit: AuditDone): Table {
  return {
    id: 'audit-checks',
    title: 'History against log',
    columns: [
      { label: 'Events that are' },
      { label: 'Found', isNumeric: true },
      { label: 'Meaning' },
    ],
    groups: [
      {
        rows: AUDIT_CHECKS.map(({ key, label, means }) => [
          textCell(label),
          countCell(audit[key].count, audit[key].count > 0 ? 'bad' : 'good'),
          textCell(means),
        ]),
      },
    ],
    whenEmpty: '',
  };
}

export const EXAMPLE_COLUMNS: Table['columns'] = [
  { label: 'Agent' },
  { label: 'Operation' },
  { label: 'What' },
  { label: 'Event', isNumeric: true },
  { label: 'Idempotency key' },
];

/** Tells of one operation, under EXAMPLE_COLUMNS. */
export function exampleRow({ agent, op, key, seq, what }: Example): Cell[] {
  return [
    codeCell(agent),
    codeCell(op),
    textCell(what),
    seq === undefined ? textCell('–') : { text: String(seq), value: seq },
    key === undefined ? textCell('–') : codeCell(key),
  ];
}

function examplesTable(audit: AuditDone): Table {
  const groups = AUDIT_CHECKS.map(({ key, label }) => ({
    label: shownOf(label, audit[key].examples.length, audit[key].count),
    rows: audit[key].examples.map(exampleRow),
  }));
  return {
    id: 'audit-examples',
    title: 'Examples',
    columns: EXAMPLE_COLUMNS,
    groups: groups.filter(({ rows }) => rows.length > 0),
    whenEmpty: 'There is nothing to show.',
  };
}

function findingsTable({ log }: AuditDone): Table {
  return {
    id: 'log-findings',
    title: shownOf('Findings in the log', log.findings.length, log.findingCount),
    columns: [
      { label: 'Finding' },
      { label: 'Severity' },
      { label: 'What' },
      { label: 'Where' },
      { label: 'Advice' },
    ],
    groups: [
      {
        rows: log.findings.map((finding) => [
          codeCell(finding.code),
          textCell(finding.severity, SEVERITY_TONES[finding.severity]),
          textCell(finding.message),
          placeCell(finding),
          textCell(finding.advice),
        ]),
      },
    ],
    whenEmpty: 'No finding in the log.',
  };
}

const SEVERITY_TONES = { critical: 'bad', high: 'bad', medium: 'unknown', info: 'plain' } as const;

function placeCell({ file, bytes, seqs, agent, evidence }: LogFinding): Cell {
  const parts = [
    file,
    bytes === undefined ? undefined : `bytes ${bytes[0]}–${bytes[1]}`,
    seqs === undefined ? undefined : `events ${seqs[0]}–${seqs[1]}`,
    agent === undefined ? undefined : `agent ${agent}`,
    ...Object.entries(evidence ?? {}).map(([name, value]) => `${name} ${value}`),
  ];
  return codeCell(parts.filter((part) => part !== undefined).join(', ') || '–');
}

function shownOf(label: string, shown: number, count: number): string {
  const [some, all] = [formatCount(shown), formatCount(count)];
  return shown < count ? `${label} (${some} of ${all} shown)` : label;
}

function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
