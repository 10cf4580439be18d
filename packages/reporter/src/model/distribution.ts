import type { Distribution, Result } from '@lighthouse/contract';
import { decodeHistogram, recordedValues } from './histogram.ts';
import type { RecordedValue } from './histogram.ts';

const BINS_MAX = 56;
const BINS_PER_DECADE = [160, 80, 40, 20, 10, 5] as const;
const CURVE_POINTS = 160;

/**
 * Samples between two values, in milliseconds; each bin is as much wider than the one before as all
 * others are.
 */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/**
 * A point of a percentile curve. `nines` is log10(1 / (1 - share)): 0 for none, 1 for 90%, 2 for
 * 99%.
 */
export interface CurvePoint {
  readonly nines: number;
  readonly value: number;
}

export interface Curve {
  readonly label: string;
  readonly colour: 'middle' | 'ok' | 'generator';
  readonly isDashed: boolean;
  readonly points: readonly CurvePoint[];
}

export interface Mark {
  readonly label: string;
  readonly value: number;
}

/** The distribution of latencies as bins, and of all three times as curves. */
export interface DistributionView {
  readonly count: number;
  readonly bins: readonly Bin[];
  readonly marks: readonly Mark[];
  readonly curves: readonly Curve[];
}

/** Gives undefined when no operation was answered. */
export function distributionView({ total }: Result): DistributionView | undefined {
  const latency = valuesOf(total.latency, 'total.latency.hdr');
  if (latency.length === 0) return undefined;
  const marks = [
    { label: 'p50', value: total.latency.p50 },
    { label: 'p95', value: total.latency.p95 },
    { label: 'p99', value: total.latency.p99 },
  ];
  const curves: Curve[] = [
    { label: 'Latency', colour: 'middle', isDashed: false, points: curveOf(latency) },
    {
      label: 'Service time',
      colour: 'ok',
      isDashed: true,
      points: curveOf(valuesOf(total.serviceTime, 'total.serviceTime.hdr')),
    },
    {
      label: 'Send delay',
      colour: 'generator',
      isDashed: false,
      points: curveOf(valuesOf(total.sendDelay, 'total.sendDelay.hdr')),
    },
  ];
  return {
    count: total.latency.count,
    bins: binsOf(latency),
    marks: marks.filter((mark): mark is Mark => mark.value !== null),
    curves: curves.filter(({ points }) => points.length > 0),
  };
}

function valuesOf(distribution: Distribution, where: string): RecordedValue[] {
  const histogram = decodeHistogram(distribution, where);
  return histogram === undefined ? [] : recordedValues(histogram);
}

/** The finest resolution a logarithm can be drawn at: one microsecond. */
const VALUE_MIN = 0.001;

/**
 * Sorts samples into bins, as many to a decade as keep their number drawable. Empty bins between
 * others are kept.
 */
export function binsOf(values: readonly RecordedValue[]): Bin[] {
  const [lowest, highest] = [values[0], values.at(-1)];
  if (lowest === undefined || highest === undefined) return [];
  for (const perDecade of BINS_PER_DECADE) {
    const first = indexOf(lowest.value, perDecade);
    const last = indexOf(highest.value, perDecade);
    if (last - first < BINS_MAX) return fillBins(values, { first, last, perDecade });
  }
  const perDecade = 1;
  const [first, last] = [indexOf(lowest.value, perDecade), indexOf(highest.value, perDecade)];
  return fillBins(values, { first, last, perDecade });
}

function indexOf(value: number, perDecade: number): number {
  return Math.floor(Math.log10(Math.max(value, VALUE_MIN)) * perDecade);
}

function fillBins(
  values: readonly RecordedValue[],
  { first, last, perDecade }: { first: number; last: number; perDecade: number },
): Bin[] {
  const counts = Array.from({ length: last - first + 1 }, () => 0);
  for (const { value, count } of values) {
    const bin = indexOf(value, perDecade) - first;
    counts[bin] = (counts[bin] ?? 0) + count;
  }
  return counts.map((count, bin) => ({
    from: 10 ** ((first + bin) / perDecade),
    to: 10 ** ((first + bin + 1) / perDecade),
    count,
  }));
}

/**
 * Reads a curve off the samples, as far into the nines as their number supports: 1 / (1 - share)
 * samples.
 */
export function curveOf(values: readonly RecordedValue[]): CurvePoint[] {
  const total = values.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return [];
  const ninesMax = Math.log10(total);
  const points: CurvePoint[] = [];
  let index = 0;
  let seen = values[0]?.count ?? 0;
  for (let step = 0; step <= CURVE_POINTS; step++) {
    const nines = (ninesMax * step) / CURVE_POINTS;
    const wanted = (1 - 10 ** -nines) * total;
    while (seen < wanted - 1e-9 && index < values.length - 1) {
      index += 1;
      seen += values[index]?.count ?? 0;
    }
    points.push({ nines, value: Math.max(values[index]?.value ?? 0, VALUE_MIN) });
  }
  return points;
}
