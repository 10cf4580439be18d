/** What a run talks to, ready to be talked to. */
export interface RunTarget {
  readonly url: string;
  readonly isEmbedded: boolean;
  readonly enrolToken: string;
  /** Tells apart the agents of runs against one server; empty for a server of the run's own. */
  readonly namePrefix: string;
  /** Of a process on this machine whose use can be sampled. */
  readonly pid: number | undefined;
  /** Where its log can be read and with which keys, or why it cannot be audited. */
  readonly log:
    { readonly dir: string; readonly keyRing: string } | { readonly unreadable: string };
  /** How it ended, when it ended of itself; undefined while it runs or when it is not ours. */
  readonly crash: () => string | undefined;
  /** Ends what was started for the run. */
  readonly stop: () => Promise<void>;
}
