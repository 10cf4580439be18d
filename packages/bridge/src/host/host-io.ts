/** What the host needs of the shell that a command runs in. */
export interface HostIo {
  readonly stdout: { readonly write: (text: string) => void };
  readonly stderr: { readonly write: (text: string) => void };
  readonly printJson: (answer: { readonly schema: string }) => void;
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}
