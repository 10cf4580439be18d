import { formatBytes, formatCount } from '@lighthouse/cli-kit/format';
import type { Audit, Result } from '@lighthouse/contract';
import { codeCell, countCell, textCell } from './cells.ts';
import type { Cell, Fact, RowGroup, Table, Tone } from './table.ts';

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

/** What is looked for in some runs only, and is in the result of those. */
const MORE_CHECKS = [
  { key: 'lies', label: 'Lies', means: 'told without an answer, and in the log all the same' },
  { key: 'mistimed', label: 'Mistimed', means: 'not between sending and acknowledgement' },
  { key: 'starved', label: 'Starved', means: 'no answers for an agent, while others got theirs' },
] as const;

const SIGHTS = [
  { key: 'stale', label: 'Stale', means: 'read back older than what was acknowledged' },
  { key: 'leaked', label: 'Leaked', means: 'seen by an agent that it was not for' },
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

export function auditView({ audit, seen }: Pick<Result, 'audit' | 'seen'>): AuditView {
  if (audit.status === 'skipped') return { kind: 'skipped', reason: audit.reason };
  const rows = checksOf(audit, seen);
  return {
    kind: 'done',
    tone: discrepancyCount(audit) > 0 ? 'bad' : LOG_TONES[audit.log.value],
    facts: logFacts(audit),
    checks: checksTable(rows),
    examples: examplesTable(rows),
    findings: findingsTable(audit, eventsIn(rows)),
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
        `${plural(acknowledged, 'acknowledgement')} with ${plural(events, 'event')} of the log`,
      ),
    },
    {
      label: 'Unanswered operations',
      cell: textCell(`${happened} happened all the same, ${didNot} did not`),
    },
    ...(logId === undefined ? [] : [{ label: 'Log id', cell: codeCell(logId) }]),
  ];
}

interface Check {
  readonly key: string;
  readonly label: string;
  readonly means: string;
  readonly check: AuditDone['lost'];
}

/** All that was looked for, in the order in which it is shown. */
function checksOf(audit: AuditDone, seen: Result['seen']): Check[] {
  return [
    ...AUDIT_CHECKS.map((each) => ({ ...each, check: audit[each.key] })),
    ...MORE_CHECKS.flatMap((each) => {
      const check = audit[each.key];
      return check === undefined ? [] : [{ ...each, check }];
    }),
    ...SIGHTS.flatMap((each) => (seen === undefined ? [] : [{ ...each, check: seen[each.key] }])),
  ];
}

function checksTable(checks: readonly Check[]): Table {
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
        rows: checks.map(({ key, label, means, check: { count, examples } }) => [
          textCell(label),
          {
            ...countCell(count, count > 0 ? 'bad' : 'good'),
            ...(examples.length > 0 ? { leadsTo: examplesId(key) } : {}),
          },
          textCell(means),
        ]),
      },
    ],
    whenEmpty: '',
  };
}

function examplesId(key: string): string {
  return `examples-${key}`;
}

export const EXAMPLE_COLUMNS: Table['columns'] = [
  { label: 'Agent' },
  { label: 'Operation' },
  { label: 'What' },
  { label: 'Event', isNumeric: true },
  { label: 'Idempotency key' },
];

const EVENT_COLUMN = 3;

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

function examplesTable(checks: readonly Check[]): Table {
  const groups = checks.map(({ key, label, check: { count, examples } }) => ({
    id: examplesId(key),
    label: shownOf(label, examples.length, count),
    rows: examples.map(exampleRow),
  }));
  return {
    id: 'audit-examples',
    title: 'Examples',
    columns: EXAMPLE_COLUMNS,
    groups: nameEvents(groups.filter(({ rows }) => rows.length > 0)),
    whenEmpty: 'There is nothing to show.',
  };
}

/** Gives the first cell of each event its name, so that what is found of it can lead there. */
function nameEvents(groups: readonly RowGroup[]): RowGroup[] {
  const named = new Set<number>();
  return groups.map((group) => ({
    ...group,
    rows: group.rows.map((row) =>
      row.map((cell, column) => {
        const { value } = cell;
        if (column !== EVENT_COLUMN || value === undefined || named.has(value)) return cell;
        named.add(value);
        return { ...cell, id: eventId(value) };
      }),
    ),
  }));
}

function eventId(seq: number): string {
  return `event-${seq}`;
}

function eventsIn(checks: readonly Check[]): number[] {
  return checks.flatMap(({ check }) =>
    check.examples.flatMap(({ seq }) => (seq === undefined ? [] : [seq])),
  );
}

function findingsTable({ log }: AuditDone, shownEvents: readonly number[]): Table {
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
          placeCell(finding, shownEvents),
          textCell(finding.advice),
        ]),
      },
    ],
    whenEmpty: 'No finding in the log.',
  };
}

const SEVERITY_TONES = { critical: 'bad', high: 'bad', medium: 'unknown', info: 'plain' } as const;

function placeCell(
  { file, bytes, seqs, agent, evidence }: LogFinding,
  shownEvents: readonly number[],
): Cell {
  const parts = [
    file,
    bytes === undefined ? undefined : `bytes ${bytes[0]}–${bytes[1]}`,
    seqs === undefined ? undefined : eventsText(seqs),
    agent === undefined ? undefined : `agent ${agent}`,
    ...Object.entries(evidence ?? {}).map(([name, value]) => `${name} ${value}`),
  ];
  const cell = codeCell(parts.filter((part) => part !== undefined).join(', ') || '–');
  const event = shownEvents.find((seq) => seqs !== undefined && seqs[0] <= seq && seq < seqs[1]);
  return event === undefined ? cell : { ...cell, leadsTo: eventId(event) };
}

/** From the first to the one before the end. */
function eventsText([first, end]: readonly [number, number]): string {
  return end - first <= 1 ? `event ${first}` : `events ${first}–${end - 1}`;
}

function shownOf(label: string, shown: number, count: number): string {
  const [some, all] = [formatCount(shown), formatCount(count)];
  return shown < count ? `${label} (${some} of ${all} shown)` : label;
}

function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
