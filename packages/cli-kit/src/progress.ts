import { createLogUpdate } from 'log-update';
import { visibleWidth } from './format.ts';
import type { Output } from './output.ts';

const LINE_EVERY_MS = 5_000;

/**
 * One moment of a run, in two shapes: a block of lines for a terminal, one line for everything
 * else.
 */
export interface ProgressView {
  readonly block: readonly string[];
  readonly line: string;
  /** How often such a line is written at most; every 5 s when it is not said. */
  readonly lineEveryMs?: number;
}

export interface Progress {
  /** Shows how far things are: a block redrawn in place on a terminal, lines elsewhere. */
  readonly update: (view: ProgressView) => void;
  /** Takes the block off the screen. */
  readonly end: () => void;
}

/** A progress that other writers to the same screen can ask to step aside. */
export interface SharedProgress extends Progress {
  /** Writes something lasting; the live block is taken away before and drawn again after it. */
  readonly around: (write: () => void) => void;
}

export function createProgress(
  output: Output,
  options: { isSilent: boolean; isLive: boolean; nowMs: () => number },
): SharedProgress {
  if (options.isSilent) return { update: () => {}, end: () => {}, around: (write) => write() };
  return options.isLive ? liveProgress(output) : plainProgress(output, options.nowMs);
}

const ERASE_LINE_ABOVE = '\u001b[1A\u001b[2K';

function liveProgress(output: Output): SharedProgress {
  const render = createLogUpdate(output.stream, { showCursor: true });
  let shown: readonly string[] | undefined;
  let drawn: { readonly lines: readonly string[]; readonly columns: number } | undefined;
  const draw = (block: readonly string[]) => {
    if (!output.isOpen) return;
    if (drawn !== undefined && output.columns < drawn.columns) clear();
    // The end of what is too high for the screen is left out, and not its beginning.
    const lines = block.slice(0, Math.max(1, output.rows - 1));
    render(lines.join('\n'));
    drawn = { lines, columns: output.columns };
  };
  const clear = () => {
    if (drawn === undefined || !output.isOpen) return;
    render.clear();
    output.write(ERASE_LINE_ABOVE.repeat(addedLines(drawn.lines, drawn.columns, output.columns)));
    drawn = undefined;
  };
  return {
    update: ({ block }) => {
      shown = block;
      draw(shown);
    },
    end: () => {
      clear();
      shown = undefined;
    },
    around: (write) => {
      clear();
      write();
      if (shown !== undefined) draw(shown);
    },
  };
}

/** A terminal that was made narrower goes on with a line that has no room any more in the next. */
function addedLines(lines: readonly string[], before: number, columns: number): number {
  if (columns >= before) return 0;
  const linesOf = (line: string) =>
    Math.max(1, Math.ceil(Math.min(visibleWidth(line), before) / columns));
  return lines.reduce((sum, line) => sum + linesOf(line) - 1, 0);
}

function plainProgress(output: Output, nowMs: () => number): SharedProgress {
  let nextAtMs = -Infinity;
  return {
    update: ({ line, lineEveryMs = LINE_EVERY_MS }) => {
      if (nowMs() < nextAtMs) return;
      nextAtMs = nowMs() + lineEveryMs;
      output.write(`${line}\n`);
    },
    end: () => {},
    around: (write) => write(),
  };
}
