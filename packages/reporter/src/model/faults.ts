import { formatDuration } from '@lighthouse/cli-kit/format';
import type { Result } from '@lighthouse/contract';
import { codeCell, countCell, durationCell, shareCell, textCell } from './cells.ts';
import { errorShare } from './slices.ts';
import type { Cell, Table, Tone } from './table.ts';

type Fault = Result['faults'][number];
type Phase = Result['phases'][number];

const STATUS_TONES = { injected: 'good', skipped: 'unknown', failed: 'bad' } as const;

/** What was broken on purpose, and what proved it. */
export function faultsTable({ faults, series }: Pick<Result, 'faults' | 'series'>): Table {
  return {
    id: 'faults',
    title: 'Faults',
    note:
      'A fault counts only when its probe saw it take effect. ' +
      'Availability and recovery are those of the honest agents.',
    columns: [
      { label: 'Fault' },
      { label: 'What' },
      { label: 'Status' },
      { label: 'From', isNumeric: true },
      { label: 'Lasted', isNumeric: true },
      { label: 'Availability', isNumeric: true },
      { label: 'Recovered in', isNumeric: true },
      { label: 'Probe' },
    ],
    groups: [{ rows: faults.map((fault) => faultRow(fault, series.startMs)) }],
    whenEmpty: 'No fault was asked for.',
  };
}

function faultRow(fault: Fault, runStartMs: number): Cell[] {
  const { id, kind, description, appliesTo, status, reason, startMs, endMs, optional } = fault;
  const isInjected = status === 'injected';
  const why = reason === undefined ? '' : `: ${reason}`;
  return [
    codeCell(`${id} ${kind}`),
    textCell(`${description} (${appliesTo})`),
    textCell(`${status}${why}`, optional && status === 'skipped' ? 'plain' : STATUS_TONES[status]),
    startMs === null ? nothing() : durationCell(Math.max(0, startMs - runStartMs)),
    startMs === null || endMs === null ? nothing() : durationCell(endMs - startMs),
    isInjected ? shareCell(fault.availability) : nothing(),
    isInjected ? recoveryCell(fault) : nothing(),
    textCell(probeText(fault)),
  ];
}

function nothing(): Cell {
  return { text: '–', isMissing: true };
}

function recoveryCell({ recoveryMs, detectMs }: Fault): Cell {
  if (typeof detectMs === 'number')
    return { text: `found after ${formatDuration(detectMs)}`, tone: 'good' };
  if (detectMs === null) return textCell('not found', 'bad');
  return recoveryMs === null ? textCell('not in this run', 'bad') : durationCell(recoveryMs);
}

function probeText({ probe: { what, before, during, after } }: Fault): string {
  const seen = Object.entries({ before, during, after })
    .filter(([, value]) => value !== null)
    .map(([when, value]) => `${when} ${value}`);
  return seen.length === 0 ? what : `${what}: ${seen.join(', ')}`;
}

/** Figures of the honest agents before, during and after each fault. */
export function phasesTable({ phases }: Pick<Result, 'phases'>): Table {
  const faults = [...new Set(phases.map(({ fault }) => fault))];
  return {
    id: 'phases',
    title: 'Before, during and after each fault',
    columns: [
      { label: 'Phase' },
      ...['Lasted', 'Intended', 'OK', 'Errors', 'p50', 'p95', 'p99', 'Max'].map((label) => ({
        label,
        isNumeric: true,
      })),
    ],
    groups: faults.map((fault) => ({
      label: fault,
      rows: phases.filter((each) => each.fault === fault).map(phaseRow),
    })),
    whenEmpty: 'No fault was injected.',
  };
}

function phaseRow({ phase, startMs, endMs, counts, latency }: Phase): Cell[] {
  const ended = counts.ok + counts.fail + counts.info;
  return [
    textCell(phase),
    durationCell(endMs - startMs),
    countCell(counts.intended),
    countCell(counts.ok),
    shareCell(errorShare(counts), ended),
    durationCell(latency.p50, latency.count),
    durationCell(latency.p95, latency.count),
    durationCell(latency.p99, latency.count),
    durationCell(latency.max, latency.count),
  ];
}

/** What a verdict rests on, where faults were asked for; undefined where none were. */
export function faultSupport({
  faults,
}: Pick<Result, 'faults'>): { label: string; tone: Tone; text: string } | undefined {
  if (faults.length === 0) return undefined;
  const countOf = (status: Fault['status']) =>
    faults.filter((fault) => fault.status === status).length;
  const [skipped, failed] = [countOf('skipped'), countOf('failed')];
  const parts = [`${countOf('injected')} of ${faults.length} injected, each seen by its probe`];
  if (skipped > 0) parts.push(`${skipped} skipped`);
  if (failed > 0) parts.push(`${failed} not seen to take effect`);
  const isMissing = faults.some(({ status, optional }) => status !== 'injected' && !optional);
  return { label: 'Faults', tone: isMissing ? 'unknown' : 'good', text: parts.join(', ') };
}
