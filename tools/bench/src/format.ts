import type { Unit } from './contest.ts';

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB'] as const;

/** Writes a value with three significant digits, or none after the point from a hundred on. */
export function formatValue(value: number, unit: Unit | 'ratio'): string {
  if (unit === 'bytes') return formatBytes(value);
  const text = formatNumber(value);
  if (unit === 'ratio') return text;
  if (unit === 'share') return `${formatNumber(value * 100)} %`;
  return `${text} ${unit}`;
}

function formatBytes(value: number): string {
  const power = Math.abs(value) < 1 ? 0 : Math.floor(Math.log2(Math.abs(value)) / 10);
  const at = Math.min(power, BYTE_UNITS.length - 1);
  return `${formatNumber(value / 1024 ** at)} ${BYTE_UNITS[at]}`;
}

function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const digits =
    Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return value.toLocaleString('en-US', digits);
}
