import { Chalk } from 'chalk';

/** Text styles by meaning. Every one gives its text back unchanged where there is no colour. */
export interface Palette {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly unknown: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly heading: (text: string) => string;
}

export type ColourLevel = 0 | 1 | 2 | 3;

export function createPalette(level: ColourLevel): Palette {
  const chalk = new Chalk({ level });
  return {
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red(text),
    unknown: (text) => chalk.yellow(text),
    dim: (text) => chalk.dim(text),
    bold: (text) => chalk.bold(text),
    heading: (text) => chalk.bold.underline(text),
  };
}

/**
 * Decides how much colour a stream gets: --no-color, then FORCE_COLOR, then NO_COLOR, then what the
 * stream is.
 */
export function colourLevel(
  noColor: boolean,
  isTty: boolean,
  env: Readonly<Record<string, string | undefined>>,
): ColourLevel {
  if (noColor) return 0;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forcedLevel(forced);
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return 0;
  if (!isTty || env['TERM'] === 'dumb') return 0;
  return env['COLORTERM'] === 'truecolor' ? 3 : 1;
}

function forcedLevel(forced: string): ColourLevel {
  if (forced === '0' || forced === 'false') return 0;
  if (forced === '2') return 2;
  return forced === '3' ? 3 : 1;
}
