import type { Environment } from './read-flags.ts';
import type { Palette } from './palette.ts';
import type { Progress } from './progress.ts';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** One standard stream, with what can be shown on it. */
export interface Terminal {
  readonly write: (text: string) => void;
  readonly colour: Palette;
  readonly isTty: boolean;
  readonly columns: number;
  /** False once the other end is gone (`lh-verify | head`); writing then does nothing. */
  readonly isOpen: boolean;
}

/** All that a command sees of the process it runs in. */
export interface Io {
  /** The answer, and nothing else. */
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /**
   * Writes one line to stderr: errors and warnings always, info unless --quiet, debug only with
   * --verbose.
   */
  readonly log: (level: LogLevel, text: string) => void;
  /** Prints one object, which carries a `schema` field, as the whole answer. */
  readonly printJson: (answer: { readonly schema: string }) => void;
  readonly progress: Progress;
  /**
   * Aborted by the first SIGINT or SIGTERM, with LH_INTERRUPTED as the reason. The second one ends
   * the process.
   */
  readonly signal: AbortSignal;
  readonly interruptedBy: () => 'SIGINT' | 'SIGTERM' | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly env: Environment;
  readonly cwd: string;
}
