import { LighthouseError } from '@lighthouse/contract/errors';
import { EXIT, type ExitCode } from '@lighthouse/contract/exit-codes';

/**
 * A terminal sends Ctrl-C to every process of the group, and npm and npx pass on what they got: one
 * key press can arrive twice. Only a signal this much later is a second one.
 */
const SECOND_SIGNAL_AFTER_MS = 300;

const EXIT_CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;
export type StopSignal = keyof typeof EXIT_CODES;

export interface SignalWatch {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  readonly interruptedBy: () => StopSignal | undefined;
  /** Stops watching: from here on the signals kill the process again. */
  readonly stop: () => void;
}

/** Gives the exit code of a tool that a signal ended. */
export function exitCodeOfSignal(signal: StopSignal): ExitCode {
  return EXIT_CODES[signal];
}

/**
 * Turns the first SIGINT or SIGTERM into an abort, and the second into `endNow` with 130 or 143.
 */
export function watchSignals(
  process: Pick<NodeJS.Process, 'on' | 'off'>,
  { nowMs, endNow }: { nowMs: () => number; endNow: (code: ExitCode) => void },
): SignalWatch {
  const controller = new AbortController();
  let first: { by: StopSignal; atMs: number } | undefined;
  const onSignal = (by: StopSignal) => {
    if (first === undefined) {
      first = { by, atMs: nowMs() };
      controller.abort(
        new LighthouseError('LH_INTERRUPTED', `stopped by ${by}`, { facts: { signal: by } }),
      );
    } else if (nowMs() - first.atMs >= SECOND_SIGNAL_AFTER_MS) endNow(exitCodeOfSignal(by));
  };
  const names = Object.keys(EXIT_CODES) as StopSignal[];
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    interruptedBy: () => first?.by,
    stop: () => names.forEach((name) => process.off(name, onSignal)),
  };
}
