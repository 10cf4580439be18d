/** Writes bytes as `512 MiB`, from 10 GiB on as `12 GiB`. */
export function formatMebibytes(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes < 10_240
    ? `${Math.round(mebibytes)} MiB`
    : `${Math.round(mebibytes / 1024)} GiB`;
}

/** Writes milliseconds as `0.213 ms`, `12.3 ms` or `1.2 s`. */
export function formatMilliseconds(durationMs: number): string {
  if (durationMs >= 1000) return `${(durationMs / 1000).toFixed(1)} s`;
  return `${durationMs < 1 ? durationMs.toFixed(3) : durationMs.toFixed(1)} ms`;
}

/**
 * The middle value of an odd number of values, the upper of the two middle ones of an even number.
 */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
