import { Refusal } from './refusal.ts';

/** The answer to a second, different statement for one slot: both are in the log. */
export class Equivocation extends Refusal {
  /** Both statements, and the receipt of the append that keeps the second one. */
  readonly evidence: Readonly<Record<string, unknown>>;

  constructor(evidence: Readonly<Record<string, unknown>>) {
    super('EQUIVOCATION', 'this agent has said something else before; both are kept');
    this.evidence = evidence;
  }
}
