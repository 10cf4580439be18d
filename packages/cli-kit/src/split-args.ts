import yargs from 'yargs';
import { COMMON_FLAGS } from './common-flags.ts';
import { usageError } from './flag-value.ts';
import { flagName } from './flags.ts';
import type { FlagTable } from './flags.ts';
import type { Tool } from './tool.ts';

const ARGUMENTS_MAX = 10_000;

export interface SplitArguments {
  readonly words: readonly string[];
  /**
   * What was given for each flag, by its name on the command line: true, a text (empty when there
   * was none), or several.
   */
  readonly flags: ReadonlyMap<string, unknown>;
}

/**
 * Splits the command line into words and flags. Left alone yargs guesses types, nests dots and
 * negates `--no-…`: all off.
 */
export function splitArgs(tool: Tool, argv: readonly string[]): SplitArguments {
  if (argv.length > ARGUMENTS_MAX) throw usageError(`more than ${ARGUMENTS_MAX} arguments`);
  const all = flagsOfAllCommands(tool);
  const parser = yargs(giveBareValues(joinLoneDashes(argv, flagsWithValue(all)), all))
    .locale('en')
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new Error(message);
    })
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'duplicate-arguments-array': true,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'strip-aliased': true,
    });
  for (const [name, flag] of Object.entries(flagsOfAllCommands(tool))) {
    parser.option(flagName(name), {
      type: flag.type === 'boolean' ? 'boolean' : 'string',
      ...(flag.short === undefined ? {} : { alias: flag.short }),
    });
  }
  try {
    const { _: words, $0: _program, ...flags } = parser.parseSync();
    return { words: words.map(String), flags: new Map(Object.entries(flags)) };
  } catch (error) {
    throw usageError(
      `the command line is not understood: ${String(error)}`,
      `see ${tool.name} --help`,
    );
  }
}

/**
 * yargs takes a lone `-` behind a flag for a word; for us it is the flag's value: stdout, stdin.
 */
function joinLoneDashes(argv: readonly string[], valued: ReadonlySet<string>): string[] {
  const joined: string[] = [];
  for (const arg of argv) {
    const before = joined.at(-1);
    if (arg === '-' && before !== undefined && valued.has(before))
      joined.splice(-1, 1, `${before}=-`);
    else joined.push(arg);
  }
  return joined;
}

/** Gives a flag that stands alone the value it then has, before the next word is taken for one. */
function giveBareValues(argv: readonly string[], flags: FlagTable): string[] {
  const bare = new Map(
    Object.entries(flags).flatMap(([name, flag]): [string, string][] =>
      flag.type === 'text' && flag.bare !== undefined ? [[`--${flagName(name)}`, flag.bare]] : [],
    ),
  );
  const end = argv.indexOf('--');
  return argv.map((arg, index) => {
    const value = end === -1 || index < end ? bare.get(arg) : undefined;
    return value === undefined ? arg : `${arg}=${value}`;
  });
}

function flagsWithValue(flags: FlagTable): ReadonlySet<string> {
  const names = Object.entries(flags)
    .filter(([, { type }]) => type !== 'boolean')
    .flatMap(([name, { short }]) => [
      `--${flagName(name)}`,
      ...(short === undefined ? [] : [`-${short}`]),
    ]);
  return new Set(names);
}

function flagsOfAllCommands(tool: Tool): FlagTable {
  return Object.assign({}, COMMON_FLAGS, ...tool.commands.map(({ flags }) => flags));
}
