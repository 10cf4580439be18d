const DURATION = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;
const RATE = /^(\d+(?:\.\d+)?)\/(s|m|h)$/;
const SECONDS_PER = { s: 1, m: 60, h: 3600 } as const;

/**
 * Parses `1h30m`, `2.5s`, `500ms`. Returns milliseconds, or undefined when the text is not a
 * duration.
 */
export function parseDurationMs(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (match === null || text === '') return undefined;
  const [hours = 0, minutes = 0, seconds = 0, milliseconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return (hours * 3600 + minutes * 60 + seconds) * 1000 + milliseconds;
}

/**
 * Parses `5/s`, `0.5/s`, `30/m`. Returns events per second, or undefined when the text is not a
 * rate.
 */
export function parseRatePerSecond(text: string): number | undefined {
  const match = RATE.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) / SECONDS_PER[match[2] as keyof typeof SECONDS_PER];
}
