// Apart from the schema of a target, for who has no other use of a library for schemas.

/** What a run talks to, as a scenario says it: docs/scenarios.md. */
export const TARGET_LIMITS = {
  requestsMax: 50,
  headersMax: 50,
  /** Variables that one request takes from its answer. */
  extractsMax: 20,
  /** Checks of the answer to one request. */
  checksMax: 20,
  templateLengthMax: 65_536,
  /** Characters of one value that an answer gives. */
  valueLengthMax: 4096,
  regexLengthMax: 200,
  sharedConnectionsMax: 10_000,
  dataBytesMax: 16 << 20,
  dataRowsMax: 200_000,
  caBytesMax: 1 << 20,
  /** Bytes of a request's body once its values are filled in. */
  bodyBytesMax: 1 << 20,
  reviewMsMin: 50,
  reviewMsMax: 86_400_000,
  requestMsMin: 1,
  requestMsMax: 86_400_000,
} as const;
