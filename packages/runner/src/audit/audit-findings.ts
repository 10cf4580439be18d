import type { Audit } from '@lighthouse/contract';

type DoneAudit = Extract<Audit, { status: 'done' }>;
export type AuditCheck = DoneAudit['lost'];
export type AuditExample = AuditCheck['examples'][number];
export type Conviction =
  | 'lost'
  | 'forged'
  | 'duplicated'
  | 'changed'
  | 'outOfOrder'
  | 'lies'
  | 'mistimed'
  | 'starved'
  | 'undecided';

const EXAMPLES_MAX = 20;

/** Counts convictions by kind, and keeps the first few of each as examples. */
export class AuditFindings {
  readonly #checks: Readonly<Record<Conviction, AuditCheck>> = {
    lost: { count: 0, examples: [] },
    forged: { count: 0, examples: [] },
    duplicated: { count: 0, examples: [] },
    changed: { count: 0, examples: [] },
    outOfOrder: { count: 0, examples: [] },
    lies: { count: 0, examples: [] },
    mistimed: { count: 0, examples: [] },
    starved: { count: 0, examples: [] },
    undecided: { count: 0, examples: [] },
  };

  convict(kind: Conviction, example: () => AuditExample): void {
    const check = this.#checks[kind];
    check.count += 1;
    if (check.examples.length < EXAMPLES_MAX) check.examples.push(example());
  }

  checks(): Readonly<Record<Conviction, AuditCheck>> {
    return this.#checks;
  }
}
