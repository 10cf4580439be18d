/** What a run needs of the program it runs in. The shell of the tools offers more. */
export interface RunIo {
  /** One line for who looks on: `info` unless quiet, `debug` only when asked for. */
  readonly log: (level: 'warn' | 'info' | 'debug', text: string) => void;
  readonly progress: {
    readonly update: (view: ProgressView) => void;
    readonly end: () => void;
  };
  /** The signal that asked for the end, if one did. */
  readonly interruptedBy: () => 'SIGINT' | 'SIGTERM' | undefined;
}

/** One moment of a run, in two shapes: a block of lines for a terminal, a line for all else. */
export interface ProgressView {
  readonly block: readonly string[];
  readonly line: string;
}
