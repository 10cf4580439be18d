import type { Unit } from './page-data.ts';

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Writes a value of a chart with the unit a reader expects, three digits that count. */
export function formatValue(value: number, unit: Unit): string {
  if (value === 0) return '0';
  switch (unit) {
    case 'milliseconds':
      return formatMilliseconds(value);
    case 'bytes':
      return formatBytes(value);
    case 'share':
      return `${formatNumber(value * 100)}%`;
    case 'perSecond':
      return `${formatNumber(value)}/s`;
    case 'cores':
    case 'count':
      return formatNumber(value);
  }
}

function formatMilliseconds(value: number): string {
  if (value < 0.9995) return `${formatNumber(value * 1000)} µs`;
  return value < 999.5 ? `${formatNumber(value)} ms` : `${formatNumber(value / 1000)} s`;
}

function formatBytes(value: number): string {
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < BYTE_UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${formatNumber(size)} ${BYTE_UNITS[unit]}`;
}

function formatNumber(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

/** Writes a point in time of the run as on a stopwatch: 0:07, 12:30, 1:02:03. */
export function formatElapsed(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const whole = Math.floor(tenths / 10);
  const fraction = tenths % 10 === 0 ? '' : `.${tenths % 10}`;
  const places = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const end = `${places(whole % 60)}${fraction}`;
  return hours === 0 ? `${minutes}:${end}` : `${hours}:${places(minutes)}:${end}`;
}
