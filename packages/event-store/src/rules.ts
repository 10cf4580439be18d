/**
 * The rules that durability rests on, each with a switch, so that the crash campaign can show what
 * goes wrong without it. All are on outside those tests, and nothing in the package's public
 * surface can switch one off.
 */
export interface DurabilityRules {
  /** `durable` in authentic frames counts as evidence. */
  readonly heedsDurable: boolean;
  /** HEAD counts as evidence. */
  readonly heedsHead: boolean;
  /** Recovery writes the tail again before it is trusted. */
  readonly rewritesTail: boolean;
  /** Evidence is looked for behind a damaged place too. */
  readonly resyncs: boolean;
  /** A new log gets both HEAD slots. */
  readonly createsBothSlots: boolean;
  /** HEAD is written before an append is acknowledged. */
  readonly writesHeadBeforeAck: boolean;
}

export const ALL_RULES: DurabilityRules = {
  heedsDurable: true,
  heedsHead: true,
  rewritesTail: true,
  resyncs: true,
  createsBothSlots: true,
  writesHeadBeforeAck: true,
};
