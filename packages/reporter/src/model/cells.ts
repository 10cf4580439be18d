import { formatBytes, formatCount, formatDuration } from '@lighthouse/cli-kit/format';
import type { VerdictValue } from '@lighthouse/contract';
import type { Cell, Tone } from './table.ts';

/** Words for a verdict on one thing: a threshold, an invariant, a check. */
const VERDICT_WORDS: Readonly<Record<VerdictValue, string>> = {
  good: 'held',
  bad: 'broken',
  unknown: 'not judged',
};

export function textCell(text: string, tone: Tone = 'plain'): Cell {
  return tone === 'plain' ? { text } : { text, tone };
}

export function codeCell(text: string): Cell {
  return { text, isCode: true };
}

export function verdictCell(verdict: VerdictValue): Cell {
  return { text: VERDICT_WORDS[verdict], tone: verdict };
}

export function countCell(value: number, tone: Tone = 'plain'): Cell {
  return { text: formatCount(value), value, ...(tone === 'plain' ? {} : { tone }) };
}

/** A duration in milliseconds; null means that `sampleCount` samples were too few for it. */
export function durationCell(value: number | null, sampleCount?: number): Cell {
  return value === null ? notAvailable(sampleCount) : { text: formatDuration(value), value };
}

/** A share of 1, as a percentage. */
export function shareCell(value: number | null, sampleCount?: number): Cell {
  return value === null ? notAvailable(sampleCount) : { text: formatShare(value), value };
}

export function rateCell(value: number | null): Cell {
  return value === null ? notAvailable() : { text: `${formatFigure(value)}/s`, value };
}

export function bytesCell(value: number | null): Cell {
  return value === null ? notAvailable() : { text: formatBytes(value), value };
}

/** A share of one core: 1.25 means one core and a quarter of another. */
export function coresCell(value: number | null): Cell {
  if (value === null) return notAvailable();
  return { text: `${formatFigure(value)} ${value === 1 ? 'core' : 'cores'}`, value };
}

function notAvailable(sampleCount?: number): Cell {
  const text = sampleCount === undefined ? 'n/a' : `n/a (n=${formatCount(sampleCount)})`;
  return { text, isMissing: true };
}

/**
 * Writes a share of 1 as a percentage with three digits that count; only nothing at all is 0%, only
 * all is 100%.
 */
export function formatShare(share: number): string {
  if (share > 0.9995 && share < 1) return '>99.9%';
  return `${formatFigure(share * 100)}%`;
}

/** Writes a number with three digits that count; from 100 on as a whole number. */
export function formatFigure(value: number): string {
  if (Number.isInteger(value)) return formatCount(value);
  if (Math.abs(value) >= 99.95) return formatCount(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
