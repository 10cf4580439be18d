/**
 * How large a campaign is: whole in CI, where nobody waits, and a part of it, from the same seed,
 * for whoever does.
 */
export function campaignSize({ whole, part }: { whole: number; part: number }): number {
  return process.env['CI'] === undefined ? part : whole;
}
