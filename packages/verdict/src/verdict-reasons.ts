import type { Verdict } from './judge-run.ts';

export interface VerdictReason {
  readonly text: string;
  /** It is no reason for a good verdict but what that one does not vouch for. */
  readonly isReservation: boolean;
}

/** Tells what speaks for a verdict from its reservations: of a good one, all after the first. */
export function verdictReasons({ value, reasons }: Verdict): VerdictReason[] {
  return reasons.map((text, place) => ({ text, isReservation: value === 'good' && place > 0 }));
}
