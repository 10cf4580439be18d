import type { Screen, Style } from '../terminal/summary.ts';

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

/** A line may be as long as a screen is wide, and elsewhere as long as it gets. */
export function screenOf({ colour, isTty, columns }: ToolIo['stdout']): Screen {
  return { style: colour, columnsMax: isTty ? columns : Number.POSITIVE_INFINITY };
}
