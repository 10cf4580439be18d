import type { ReadText } from '@lighthouse/machine';

/**
 * What a check found. `warn` is expected now and then and never a failure; `fail` means that runs
 * would not work or figures could not be trusted; `skip` has a reason; `error` means that the check
 * itself broke.
 */
export type Status = 'pass' | 'warn' | 'fail' | 'skip' | 'error';

export const GROUPS = [
  'runtime',
  'cpu',
  'memory',
  'disk',
  'limits',
  'network',
  'clock',
  'tools',
] as const;
export type Group = (typeof GROUPS)[number];

export interface Outcome {
  readonly status: Status;
  /** What there is, with its unit. */
  readonly found: string;
  /** What is needed, with its unit. */
  readonly needed?: string;
  /** One line on what to do; always there for warn and fail. */
  readonly advice?: string;
}

export interface Check {
  /** Stable: `group.name`. */
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  readonly run: (machine: Machine) => Promise<Outcome> | Outcome;
  /** Checks that measure time run one after the other, when the others are done. */
  readonly isMeasurement?: true;
  readonly timeoutMs?: number;
}

/** A check's outcome, with its name and how long it took. */
export interface CheckReport extends Outcome {
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  readonly durationMs: number;
}

/** All that a check sees of the machine; made in src/host. */
export interface Machine {
  readonly platform: string;
  readonly nodeVersion: string;
  readonly cpuCount: number;
  readonly heapLimitBytes: number;
  readonly cwd: string;
  /** Where runs are written; may not exist yet. */
  readonly resultsDir: string;
  readonly temporaryDir: string;
  readonly offline: boolean;
  readonly loadAverage: number;
  readonly readText: ReadText;
  /** Monotonic, in milliseconds with a fraction. */
  readonly nowMs: () => number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly wallClockMs: () => number;
  readonly waitMs: (durationMs: number) => Promise<void>;
  /** Runs a program to its end. Undefined when it is not installed. */
  readonly exec: (command: string, args: readonly string[]) => Promise<ExecResult | undefined>;
  /** The bin of another tool of Lighthouse, when it is installed beside this one. */
  readonly findTool: (name: string) => string | undefined;
}

export interface ExecResult {
  readonly code: number;
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
