const TIME_US_MAX = 8_640_000_000_000_000;

/** Writes microseconds since 1970 as RFC 3339: 2025-06-15T15:06:41.000000Z. */
export function formatTime(tsUs: number): string {
  if (tsUs > TIME_US_MAX) return `${tsUs} µs after 1970`;
  const iso = new Date(Math.floor(tsUs / 1000)).toISOString();
  return `${iso.slice(0, -1)}${String(tsUs % 1000).padStart(3, '0')}Z`;
}
