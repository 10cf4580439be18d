/** The signed request that a statement of an agent came with. */
export interface Origin {
  readonly agent: string;
  readonly credential: number;
  readonly session: string;
  readonly nonce: number;
}

/** What an agent said, under an idempotency key. */
export interface Statement {
  readonly origin: Origin;
  readonly key: string;
  /** `digestOf` what was stated: the same key with another digest is a conflict. */
  readonly digest: string;
}
