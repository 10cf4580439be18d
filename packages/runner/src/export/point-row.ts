import type { LiveFault, LivePoint } from '../run/live-observer.ts';
import type { SliceTotals } from '../metrics/slice-totals.ts';

/** Columns of a streamed point, in the order of a CSV file. */
export const POINT_COLUMNS = [
  'type',
  'time',
  'second',
  'op',
  'role',
  'behaviour',
  'intended',
  'ok',
  'fail',
  'info',
  'dropped',
  'latency_p50_ms',
  'latency_p95_ms',
  'latency_p99_ms',
  'latency_max_ms',
  'send_delay_p99_ms',
  'agents',
  'in_flight',
  'generator_cpu',
  'target_cpu',
  'errors',
  'fault',
  'kind',
  'change',
] as const;

/** One line of a stream: what does not apply is left out. */
export type PointRow = Partial<
  Record<(typeof POINT_COLUMNS)[number], string | number | null | Readonly<Record<string, number>>>
>;

/** Gives the lines of one second: all operations together, then each slice. */
export function rowsOfPoint(point: LivePoint): PointRow[] {
  const {
    number: second,
    agents,
    in_flight,
    use,
    total,
  } = {
    ...point,
    in_flight: point.inFlight,
  };
  const when = { time: new Date(point.startMs).toISOString(), second };
  const around = {
    agents,
    in_flight,
    generator_cpu: use?.generatorCpu ?? null,
    target_cpu: use?.targetCpu ?? null,
  };
  return [
    { type: 'total', ...when, ...figuresOf(total), ...around },
    ...point.slices.map((slice) => ({ type: 'slice', ...when, ...figuresOf(slice) })),
  ];
}

export function rowOfFault({ id: fault, kind, change, atMs }: LiveFault): PointRow {
  return { type: 'fault', time: new Date(atMs).toISOString(), fault, kind, change };
}

function figuresOf({ tags, counts, errors, latency, sendDelay }: SliceTotals): PointRow {
  return {
    ...tags,
    ...counts,
    latency_p50_ms: latency.percentileMs(50),
    latency_p95_ms: latency.percentileMs(95),
    latency_p99_ms: latency.percentileMs(99),
    latency_max_ms: latency.maxMs,
    send_delay_p99_ms: sendDelay.percentileMs(99),
    ...(errors.size === 0 ? {} : { errors: Object.fromEntries(errors) }),
  };
}
