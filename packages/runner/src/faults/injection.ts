/** When a fault is looked at. */
export type Stage = 'before' | 'during' | 'after';

/**
 * A fault that can be injected here. `inject` may be called once, `heal` any number of times and at
 * any time after that, also when `inject` failed half-way.
 */
export interface Injection {
  /** What its probe looks at. */
  readonly probe: string;
  /** Looks, and says what is there in a few words. */
  readonly look: (stage: Stage) => Promise<string>;
  readonly inject: () => Promise<void>;
  readonly heal: () => Promise<void>;
  /** After all looks: why the fault cannot be said to have taken effect; undefined when it can. */
  readonly whyUnseen: () => string | undefined;
  /** After it was healed: what it did, if that is counted. */
  readonly summary?: () => string;
  /** Changes on the way, such as the next part of a ring; times since the injection. */
  readonly steps?: readonly { readonly afterMs: number; readonly run: () => Promise<void> }[];
  /** Resolves when the fault was found by who must find it. */
  readonly detected?: () => number | undefined;
}

export interface Unavailable {
  /** Why it cannot be injected here. */
  readonly unavailable: string;
}
