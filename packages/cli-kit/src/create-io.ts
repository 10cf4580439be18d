import type { Io, LogLevel, Terminal } from './io.ts';
import type { Output } from './output.ts';
import { colourLevel, createPalette } from './palette.ts';
import type { Palette } from './palette.ts';
import type { CommonArgs, Environment } from './read-flags.ts';
import { createProgress } from './progress.ts';
import type { SignalWatch } from './signals.ts';

export interface IoParts {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly signals: Pick<SignalWatch, 'signal' | 'interruptedBy'>;
  readonly common: CommonArgs;
  readonly env: Environment;
  readonly cwd: string;
  readonly nowMs: () => number;
}

/** Puts together what a command sees of the process. */
export function createIo({ stdout, stderr, signals, common, env, cwd, nowMs }: IoParts): Io {
  const progress = createProgress(stderr, {
    isSilent: common.quiet || common.json,
    isLive: stderr.canRedraw && env['TERM'] !== 'dumb' && env['CI'] === undefined,
    nowMs,
  });
  const terminal = (output: Output): Terminal => ({
    write: (text) => progress.around(() => output.write(text)),
    colour: createPalette(colourLevel(common.noColor, output.isTty, env)),
    isTty: output.isTty,
    get columns() {
      return output.columns;
    },
    get isOpen() {
      return output.isOpen;
    },
  });
  const io = { stdout: terminal(stdout), stderr: terminal(stderr) };
  return {
    ...io,
    log: (level, text) => {
      if (isLogged(level, common)) io.stderr.write(`${styled(level, text, io.stderr.colour)}\n`);
    },
    printJson: (answer) => io.stdout.write(`${JSON.stringify(answer)}\n`),
    progress,
    signal: signals.signal,
    interruptedBy: signals.interruptedBy,
    json: common.json,
    quiet: common.quiet,
    verbose: common.verbose,
    env,
    cwd,
  };
}

function isLogged(level: LogLevel, { quiet, verbose }: CommonArgs): boolean {
  if (level === 'debug') return verbose;
  return level === 'info' ? !quiet : true;
}

function styled(level: LogLevel, text: string, colour: Palette): string {
  switch (level) {
    case 'error':
      return colour.bad(text);
    case 'warn':
      return colour.unknown(text);
    case 'info':
      return text;
    case 'debug':
      return colour.dim(text);
  }
}
