/** What must wake somebody up: each kind is counted, and told to whoever runs the server. */
export const ALERT_KINDS = ['rollback', 'fork', 'equivocation', 'quorum-anomaly'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export type AlertFacts = Readonly<Record<string, string | number>>;

export class Alerts {
  readonly #counts = new Map<AlertKind, number>();
  readonly #tell: (kind: AlertKind, facts: AlertFacts) => void;

  constructor(tell: (kind: AlertKind, facts: AlertFacts) => void) {
    this.#tell = tell;
  }

  countOf(kind: AlertKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  /** Counts each; tells of the first, second, fourth and so on, so that a liar fills no log. */
  raise(kind: AlertKind, facts: AlertFacts): void {
    const count = this.countOf(kind) + 1;
    this.#counts.set(kind, count);
    if (Number.isInteger(Math.log2(count))) this.#tell(kind, { ...facts, count });
  }
}
