/** What an operator may choose, with what is chosen when nothing is said. */
export interface Settings {
  readonly sessionMs: number;
  /** How long an expert has to answer. */
  readonly reviewMs: number;
  readonly agentsMax: number;
  /** Commands of one agent that may wait for an expert at the same time. */
  readonly openReviewsPerAgentMax: number;
  /** Proposals, tasks, questions and groups of one agent that may be open, of each. */
  readonly openPerAgentMax: number;
  readonly requestsPerSecondPerAgent: number;
  /** Before anything of a request is looked at. This machine’s own addresses are not limited. */
  readonly requestsPerSecondPerAddress: number;
  readonly connectionsMax: number;
  /** Of one address; this machine's own are not limited. */
  readonly connectionsPerAddressMax: number;
  /** For the head of a request to arrive, and for all of it, the head included. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** Answers to the latest requests that are kept in memory; older ones are read from the log. */
  readonly answersKeptMin: number;
  readonly inboxStreamsPerAgentMax: number;
  /** Web pages whose scripts may open a WebSocket here, as `https://host`; usually none. */
  readonly originsAllowed: readonly string[];
  /** What may wait for an inbox stream whose reader is slow, before it is closed. */
  readonly inboxBufferBytesMax: number;
}

export const DEFAULT_SETTINGS: Settings = {
  sessionMs: 24 * 3_600_000,
  reviewMs: 60_000,
  agentsMax: 100_000,
  openReviewsPerAgentMax: 1000,
  openPerAgentMax: 1000,
  requestsPerSecondPerAgent: 1000,
  requestsPerSecondPerAddress: 2000,
  connectionsMax: 20_000,
  connectionsPerAddressMax: 2000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  answersKeptMin: 50_000,
  inboxStreamsPerAgentMax: 4,
  originsAllowed: [],
  inboxBufferBytesMax: 256 * 1024,
};
