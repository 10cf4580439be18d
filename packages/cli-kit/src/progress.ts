import { createLogUpdate } from 'log-update';
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

function liveProgress(output: Output): SharedProgress {
  const render = createLogUpdate(output.stream, { showCursor: true });
  let shown: string | undefined;
  const draw = (text: string) => {
    if (output.isOpen) render(text);
  };
  const clear = () => {
    if (shown !== undefined && output.isOpen) render.clear();
  };
  return {
    update: ({ block }) => {
      shown = block.join('\n');
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
