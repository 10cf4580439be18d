/** The exit codes of every tool. A script that asks "was it tampered with?" tests for exactly 1. */
export const EXIT = {
  good: 0,
  bad: 1,
  unknown: 2,
  usage: 64,
  inputMissing: 66,
  unreachable: 69,
  bug: 70,
  io: 74,
  keyMissing: 77,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What a log, a run or a machine is judged to be. `unknown` is never green. */
export type VerdictValue = 'good' | 'bad' | 'unknown';

/** Maps a verdict to the exit code that a tool ends with. */
export function exitCodeOf(verdict: VerdictValue): ExitCode {
  return EXIT[verdict];
}
