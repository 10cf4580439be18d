import type { RunIo } from '../run/run-io.ts';
import type { Style } from '../summary/terminal-summary.ts';

/** What a command needs of the program it runs in. */
export interface CommandIo extends RunIo {
  /** The answer, and nothing else. */
  readonly stdout: { readonly write: (text: string) => void; readonly colour: Style };
  readonly printJson: (answer: { readonly schema: string }) => void;
  /** Asked to answer with one JSON object. */
  readonly json: boolean;
  readonly cwd: string;
}
