/**
 * A built-in name, a scenario file (relative to the working directory), or a scenario as a value,
 * which lh-run checks: docs/scenarios.md says what it holds.
 */
export type Scenario = string | Readonly<Record<string, unknown>>;

export type Verdict = 'good' | 'bad' | 'unknown';

/** What the matchers read. */
export interface JudgedResult {
  readonly verdict: { readonly value: Verdict; readonly reasons: readonly string[] };
  readonly thresholds: readonly {
    readonly metric: string;
    readonly limit: string;
    /** Milliseconds, a share of 1 or a count; null when there were too few samples. */
    readonly actual: number | null;
    readonly verdict: Verdict;
    readonly reason: string;
  }[];
  readonly invariants: readonly {
    readonly name: string;
    readonly verdict: Verdict;
    readonly reason: string;
  }[];
}

/** `result.json` of lh-run; the rest of its fields are in its JSON schema. */
export interface Result extends JudgedResult {
  readonly schema: string;
  readonly schemaVersion: number;
  readonly agents: { readonly planned: number; readonly joined: number };
  readonly counts: Readonly<Record<'intended' | 'ok' | 'fail' | 'info' | 'dropped', number>>;
}

export interface Store {
  readonly folder: string;
  /** Folder of the event log. */
  readonly log: string;
  /** File of its key ring. */
  readonly key: string;
  /** File of the token that enrols agents. */
  readonly enrolTokenFile: string;
}

export interface Bridge {
  readonly url: string;
  readonly pid: number;
  readonly store: Store;
  /** Stops it and closes its log, which may be read or served again. Twice does no harm. */
  stop(): Promise<void>;
}

export interface RunOptions {
  readonly seed?: number;
  readonly agents?: number;
  /** As `30s`. */
  readonly duration?: string;
  /** As `5/s`. */
  readonly rate?: string;
  readonly workers?: number;
  /** A bridge of the fixtures; one of the run's own when left out. */
  readonly bridge?: Bridge;
  /** Further flags of lh-run. */
  readonly flags?: readonly string[];
}

export interface Fixtures {
  /** A new, empty folder. */
  folder(): Promise<string>;
  /** A new, empty event log with its key ring and a token that enrols agents. */
  store(): Promise<Store>;
  /** A bridge on a free port of this machine, on a new store or the one that is given. */
  bridge(store?: Store): Promise<Bridge>;
  /** Runs lh-run to its end. Rejects when the run has no result. */
  runScenario(scenario: Scenario, options?: RunOptions): Promise<Result>;
}

/**
 * Makes what a test needs, each in a folder of its own. Give it `afterEach`, or `afterAll` for
 * fixtures that a file's tests share: there it is all stopped and removed, also when a test throws.
 */
export function createFixtures(
  hook: (cleanUp: () => Promise<void>, timeoutMs?: number) => void,
): Fixtures;

interface Outcome {
  readonly pass: boolean;
  readonly message: () => string;
}

/** For `expect.extend`. */
export const lighthouseMatchers: {
  toHaveVerdict(received: JudgedResult, expected: Verdict): Outcome;
  toMeetThresholds(received: JudgedResult, metric?: string): Outcome;
  toKeepInvariants(received: JudgedResult, name?: string): Outcome;
};

declare module 'expect' {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface Matchers<R extends void | Promise<void>, T = unknown> {
    toHaveVerdict(expected: Verdict): R;
    /** Every threshold, or those of the metric that is named, is good; there must be one. */
    toMeetThresholds(metric?: string): R;
    /** Every invariant, or the one that is named, is good; there must be one. */
    toKeepInvariants(name?: string): R;
  }
}
