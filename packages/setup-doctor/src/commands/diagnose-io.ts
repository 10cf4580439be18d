import type { Styles } from '../render/styles.ts';

/** What lh-doctor is asked. */
export interface DiagnoseArgs {
  readonly for: string | undefined;
  readonly calibrate: boolean;
  readonly noCalibrate: boolean;
  readonly smoke: boolean;
  readonly fix: boolean;
  readonly setup: boolean;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly listChecks: boolean;
  readonly strict: boolean;
  readonly offline: boolean;
  readonly brief: boolean;
  readonly markdown: boolean;
  readonly out: string | undefined;
  readonly target: string | undefined;
  readonly nats: string | undefined;
  readonly postgres: string | undefined;
  readonly prometheus: string | undefined;
  readonly port: number;
  readonly key: string | undefined;
}

/** What it needs of the program it runs in. */
export interface DiagnoseIo {
  readonly stdout: { readonly write: (text: string) => void; readonly colour: Styles };
  readonly printJson: (answer: { readonly schema: string }) => void;
  readonly progress: {
    readonly update: (view: { readonly block: readonly string[]; readonly line: string }) => void;
    readonly end: () => void;
  };
  readonly signal: AbortSignal;
  readonly interruptedBy: () => string | undefined;
  /** Asked to answer with one JSON object. */
  readonly json: boolean;
  readonly verbose: boolean;
  readonly cwd: string;
  readonly version: string;
}
