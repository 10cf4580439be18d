import type { VerdictValue } from '@lighthouse/contract';
import type { Verdict } from './judge-run.ts';

export interface VerdictReason {
  readonly text: string;
  /**
   * What it speaks for. A reservation is no reason for a good verdict but what that one does not
   * vouch for; of a bad verdict some say what could not be judged.
   */
  readonly kind: VerdictValue | 'reservation';
}

/**
 * Tells the reasons of a verdict apart: of a good one all after the first are reservations, of a
 * bad one the last ones may be unknown.
 */
export function verdictReasons({ value, reasons, unknownCount = 0 }: Verdict): VerdictReason[] {
  const knownCount = value === 'bad' ? reasons.length - unknownCount : reasons.length;
  return reasons.map((text, place) => {
    if (value === 'good' && place > 0) return { text, kind: 'reservation' };
    return { text, kind: place < knownCount ? value : 'unknown' };
  });
}

/** Those of a verdict that is to be worse: what made it bad, and what it could not say. */
export function splitReasons(verdict: Verdict): Record<'bad' | 'unknown', string[]> {
  const of = (wanted: VerdictValue) =>
    verdictReasons(verdict).flatMap(({ text, kind }) => (kind === wanted ? [text] : []));
  return { bad: of('bad'), unknown: of('unknown') };
}
