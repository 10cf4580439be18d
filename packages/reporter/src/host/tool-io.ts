import type { Style } from '../terminal/summary.ts';

/** What a command of lh-report needs of the process it runs in. */
export interface ToolIo {
  readonly stdout: {
    readonly write: (text: string) => void;
    readonly colour: Style;
    readonly isTty: boolean;
    readonly columns: number;
  };
  readonly log: (level: 'warn', text: string) => void;
  readonly printJson: (answer: { readonly schema: string }) => void;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** How long a line may be: of a screen as long as it is wide, elsewhere as long as it gets. */
export function columnsMaxOf({ isTty, columns }: ToolIo['stdout']): number {
  return isTty ? columns : Number.POSITIVE_INFINITY;
}
