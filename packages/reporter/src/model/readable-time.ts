/** `2026-03-04T05:06:07.890Z` is `2026-03-04 05:06:07 UTC`; anything else stays as it is. */
export function readableTime(time: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/.exec(time);
  return match === null ? time : `${match[1]} ${match[2]} UTC`;
}
