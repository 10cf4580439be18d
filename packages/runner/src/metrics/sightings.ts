import type { Result } from '@lighthouse/contract';

export type Seen = NonNullable<Result['seen']>;
type Example = Seen['stale']['examples'][number];

/** What agents of one thread saw since its last report. */
export interface SightDelta {
  readonly reads: number;
  readonly stale: number;
  readonly leaked: number;
  readonly examples: readonly (Example & { readonly kind: 'stale' | 'leaked' })[];
}

const EXAMPLES_MAX = 20;
const KINDS = ['stale', 'leaked'] as const;

/** Counts what agents saw; the first few of each kind are kept as examples. */
export class Sightings {
  #reads = 0;
  readonly #counts = { stale: 0, leaked: 0 };
  readonly #examples: Record<'stale' | 'leaked', Example[]> = { stale: [], leaked: [] };

  add(delta: SightDelta): void {
    this.#reads += delta.reads;
    for (const kind of KINDS) this.#counts[kind] += delta[kind];
    for (const { kind, ...example } of delta.examples)
      if (this.#examples[kind].length < EXAMPLES_MAX) this.#examples[kind].push(example);
  }

  /** Undefined when nobody read anything back and nothing was seen. */
  seen(): Seen | undefined {
    const { stale, leaked } = this.#counts;
    if (this.#reads + stale + leaked === 0) return undefined;
    const checkOf = (kind: 'stale' | 'leaked') => ({
      count: this.#counts[kind],
      examples: [...this.#examples[kind]],
    });
    return { reads: this.#reads, stale: checkOf('stale'), leaked: checkOf('leaked') };
  }
}
