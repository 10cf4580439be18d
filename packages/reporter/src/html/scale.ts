/** Where a value is drawn. */
export type Scale = (value: number) => number;

export interface Range {
  readonly from: number;
  readonly to: number;
}

export function linearScale(domain: Range, range: Range): Scale {
  const width = domain.to - domain.from || 1;
  return (value) => range.from + ((value - domain.from) / width) * (range.to - range.from);
}

export function logScale(domain: Range, range: Range): Scale {
  const linear = linearScale({ from: Math.log10(domain.from), to: Math.log10(domain.to) }, range);
  return (value) => linear(Math.log10(value));
}

const STEPS_OF_A_DECADE = [[1, 2, 5], [1, 3], [1]] as const;

/**
 * Chooses round values within a domain for a logarithmic axis: 1, 2, 5, 10 … as long as they are
 * few enough.
 */
export function logTicks({ from, to }: Range, countMax: number): number[] {
  for (const steps of STEPS_OF_A_DECADE) {
    const ticks = ticksOfDecades({ from, to }, steps);
    if (ticks.length <= countMax) return ticks;
  }
  const decades = ticksOfDecades({ from, to }, [1]);
  const every = Math.ceil(decades.length / countMax);
  return decades.filter((_, index) => index % every === 0);
}

function ticksOfDecades({ from, to }: Range, steps: readonly number[]): number[] {
  const ticks: number[] = [];
  for (let decade = Math.floor(Math.log10(from)); 10 ** decade <= to; decade++)
    for (const step of steps) {
      // 3 * 10 ** -3 is not 0.003 in binary; the label should be.
      const tick = Number(`${step}e${decade}`);
      if (tick >= from * 0.999 && tick <= to * 1.001) ticks.push(tick);
    }
  return ticks;
}

/** Chooses round values from 0 to a maximum for a linear axis. */
export function linearTicks(max: number, countMax: number): number[] {
  const rough = max / countMax;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 5, 10].map((factor) => factor * decade).find((each) => each >= rough) ?? rough;
  return Array.from({ length: Math.floor(max / step + 1e-9) + 1 }, (_, index) => index * step);
}
