import type { TlsSettings } from '../driver/tls-options.ts';
import type { HttpTask } from '../driver/http/http-driver.ts';
import type { ToldTarget } from '../driver/told.ts';

/** What a run talks to, ready to be talked to. */
export interface RunTarget {
  readonly kind: 'bridge' | 'http';
  readonly url: string;
  readonly isEmbedded: boolean;
  readonly enrolToken: string;
  /** Undefined where the run may not register a coordinator. */
  readonly coordinatorToken: string | undefined;
  /** Tells apart the agents of runs against one server; empty for a server of the run's own. */
  readonly namePrefix: string;
  /** Undefined without TLS. */
  readonly tls: TlsSettings | undefined;
  /** For threads; undefined for a bridge. */
  readonly http: HttpTask | undefined;
  /** What probes ask for. */
  readonly healthPath: string;
  /** Who it says it is, as far as that is known before agents come. */
  readonly told: ToldTarget | undefined;
  /** Of a process on this machine whose use can be sampled. */
  readonly pid: () => number | undefined;
  /** Where its log can be read and with which keys, or why it cannot be audited. */
  readonly log:
    { readonly dir: string; readonly keyRing: string } | { readonly unreadable: string };
  /** How it ended, when it ended of itself; undefined while it runs or when it is not ours. */
  readonly crash: () => string | undefined;
  /** What can be done to a bridge of the run; undefined for one that somebody else runs. */
  readonly bridge: BridgeControl | undefined;
  /** Ends what was started for the run. */
  readonly stop: () => Promise<void>;
}

/** The process of a bridge, for faults. */
export interface BridgeControl {
  /** Undefined while there is none. */
  readonly pid: () => number | undefined;
  /** Ends it at once, without a word. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same log and the same port. */
  readonly start: () => Promise<void>;
  readonly logDir: string;
  readonly keyRing: string;
  /** File that gets what it writes to stderr. */
  readonly outputFile: string;
  /** File that its clock follows; undefined when its clock cannot be changed. */
  readonly clockFile: string | undefined;
}
