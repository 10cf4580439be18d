import type { CheckGroup, CheckStatus } from '@lighthouse/contract/doctor-answer';
import type { ReadText } from '@lighthouse/machine';

/** What a check found; docs of the statuses: contract/src/doctor-answer.ts. */
export interface Outcome {
  readonly status: CheckStatus;
  /** What there is, with its unit. */
  readonly found: string;
  /** What is needed, with its unit. */
  readonly needed?: string;
  /** One line on what to do; always there for warn and fail. */
  readonly advice?: string;
}

export interface CheckName {
  /** Stable: `group.name`. */
  readonly id: string;
  readonly group: CheckGroup;
  readonly title: string;
}

export interface Check extends CheckName {
  readonly run: (machine: Machine) => Promise<Outcome> | Outcome;
  /** Checks that measure time run one after the other, when the others are done. */
  readonly isMeasurement?: true;
  readonly timeoutMs?: number;
}

/** What the person who asks said about this machine. */
export interface Settings {
  readonly cwd: string;
  /** Where runs are written; may not exist yet. */
  readonly resultsDir: string;
  readonly offline: boolean;
  /** A bridge that is running; undefined when each run starts its own. */
  readonly target: string | undefined;
  /** False when a scenario names a server of another kind. */
  readonly isBridge: boolean;
  /** Where a bridge would listen. */
  readonly port: number;
  readonly nats: string | undefined;
  readonly postgres: string | undefined;
  readonly prometheus: string | undefined;
  /** Key file named by hand, beside those in keys/. */
  readonly key: string | undefined;
}

/** All that a check sees of the machine; made in src/host. */
export interface Machine extends Settings {
  readonly platform: string;
  readonly nodeVersion: string;
  readonly cpuCount: number;
  readonly heapLimitBytes: number;
  readonly temporaryDir: string;
  readonly loadAverage: number;
  /** User id of this process; undefined where there are none. */
  readonly uid: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readText: ReadText;
  /** Monotonic, in milliseconds with a fraction. */
  readonly nowMs: () => number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly wallClockMs: () => number;
  readonly waitMs: (durationMs: number) => Promise<void>;
  /** Runs a program to its end. Undefined when it is not installed. */
  readonly exec: Exec;
  /** The bin of another tool of Lighthouse, when it is installed beside this one. */
  readonly findTool: (name: string) => string | undefined;
  /** When this tool's own file was written, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly installedAtMs: number | undefined;
}

export type Exec = (
  command: string,
  args: readonly string[],
  options?: { readonly timeoutMs?: number; readonly signal?: AbortSignal },
) => Promise<ExecResult | undefined>;

export interface ExecResult {
  /** -1 when a signal ended it. */
  readonly code: number;
  /** One character a byte. */
  readonly stdout: string;
  readonly stderr: string;
}

export function pass(found: string, needed?: string): Outcome {
  return needed === undefined ? { status: 'pass', found } : { status: 'pass', found, needed };
}

export function skip(reason: string): Outcome {
  return { status: 'skip', found: reason };
}

/** Passes when the condition holds, else warns or fails with advice. */
export function judge(
  holds: boolean,
  outcome: { found: string; needed: string; advice: string; otherwise: 'warn' | 'fail' },
): Outcome {
  const { found, needed, advice, otherwise } = outcome;
  return holds ? { status: 'pass', found, needed } : { status: otherwise, found, needed, advice };
}
