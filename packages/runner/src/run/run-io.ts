import type { Style } from '../summary/terminal-summary.ts';

/** What a run needs of the program it runs in. The shell of the tools offers more. */
export interface RunIo {
  /** One line for who looks on: `info` unless quiet, `debug` only when asked for. */
  readonly log: (level: 'warn' | 'info' | 'debug', text: string) => void;
  readonly progress: {
    readonly update: (view: ProgressView) => void;
    readonly end: () => void;
  };
  /** Where the progress is shown. */
  readonly stderr: Screen;
  /** The signal that asked for the end, if one did. */
  readonly interruptedBy: () => 'SIGINT' | 'SIGTERM' | undefined;
}

/** One moment of a run, in two shapes: a block of lines for a terminal, a line for all else. */
export interface ProgressView {
  readonly block: readonly string[];
  readonly line: string;
}

/** What can be shown on a stream; asked anew for each view, because terminals are resized. */
export interface Screen {
  readonly columns: number;
  readonly colour: Style;
}
