import parse from 'yargs-parser';
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
 * Splits the command line into words and flags. Left alone the parser guesses types, nests dots and
 * negates `--no-…`: all off. The parser of yargs alone, as the rest of it lays out texts that only
 * --help needs, and costs every start.
 */
export function splitArgs(tool: Tool, argv: readonly string[]): SplitArguments {
  if (argv.length > ARGUMENTS_MAX) throw usageError(`more than ${ARGUMENTS_MAX} arguments`);
  const all = flagsOfAllCommands(tool);
  const { argv: parsed, error } = parse.detailed(
    giveBareValues(joinLoneDashes(argv, flagsWithValue(all)), all),
    {
      ...namesByType(all),
      alias: aliasesOf(all),
      configuration: {
        'boolean-negation': false,
        'camel-case-expansion': false,
        'dot-notation': false,
        'duplicate-arguments-array': true,
        'parse-numbers': false,
        'parse-positional-numbers': false,
        'strip-aliased': true,
      },
    },
  );
  if (error !== null)
    throw usageError(
      `the command line is not understood: ${String(error)}`,
      `see ${tool.name} --help`,
    );
  const { _: words, ...flags } = parsed;
  return { words: words.map(String), flags: new Map(Object.entries(flags)) };
}

function namesByType(flags: FlagTable): { readonly boolean: string[]; readonly string: string[] } {
  const [boolean, string]: [string[], string[]] = [[], []];
  for (const [name, { type }] of Object.entries(flags))
    (type === 'boolean' ? boolean : string).push(flagName(name));
  return { boolean, string };
}

function aliasesOf(flags: FlagTable): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(flags).flatMap(([name, { short }]) =>
      short === undefined ? [] : [[flagName(name), [short]]],
    ),
  );
}

/**
 * The parser takes a lone `-` behind a flag for a word; for us it is the flag's value: stdout,
 * stdin.
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
