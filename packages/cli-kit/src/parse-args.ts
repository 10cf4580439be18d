import yargs from 'yargs';
import { closestName } from './closest-name.ts';
import { COMMON_FLAGS, NOT_FROM_ENVIRONMENT } from './common-flags.ts';
import { quote, readFlagValue, readSwitch, readText, usageError } from './flag-value.ts';
import { flagName, variableName } from './flags.ts';
import type { Flag, FlagTable } from './flags.ts';
import { readPositionals } from './positionals.ts';
import { DEFAULT_COMMAND } from './tool.ts';
import type { Command, Tool } from './tool.ts';

const ARGUMENTS_MAX = 10_000;

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CommonArgs {
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly json: boolean;
  readonly noColor: boolean;
}

export type Invocation =
  | { readonly kind: 'help'; readonly command: Command | undefined }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly common: CommonArgs;
      readonly args: Readonly<Record<string, unknown>>;
    };

/** Decides what a command line asks for. Throws LH_USAGE for anything that is not exactly understood. */
export function parseArgs(tool: Tool, argv: readonly string[], env: Environment): Invocation {
  if (argv.length > ARGUMENTS_MAX) throw usageError(`more than ${ARGUMENTS_MAX} arguments`);
  const raw = parseRaw(tool, argv);
  const named = tool.commands.find(({ name }) => name === raw.words[0] && name !== DEFAULT_COMMAND);
  if (raw.flags.get('help') !== undefined) return { kind: 'help', command: named };
  if (raw.flags.get('version') !== undefined) return { kind: 'version' };
  const command = named ?? tool.commands.find(({ name }) => name === DEFAULT_COMMAND);
  if (command === undefined) throw noSuchCommand(tool, raw.words[0]);
  refuseUnknownFlags(tool, command, raw.flags);
  refuseSwitchesWithValue({ ...COMMON_FLAGS, ...command.flags }, argv);
  const words = named === undefined ? raw.words : raw.words.slice(1);
  const common = readFlags(COMMON_FLAGS, raw.flags, env);
  if (common['quiet'] === true && common['verbose'] === true)
    throw usageError('--quiet and --verbose exclude each other');
  return {
    kind: 'run',
    command,
    common: {
      quiet: common['quiet'] === true,
      verbose: common['verbose'] === true,
      json: common['json'] === true,
      noColor: common['noColor'] === true,
    },
    args: { ...readPositionals(tool, command, words), ...readFlags(command.flags, raw.flags, env) },
  };
}

/** Tells whether a failure is to be printed as JSON, for a command line that may itself be the failure. */
export function wantsJson(argv: readonly string[], env: Environment): boolean {
  const end = argv.indexOf('--');
  const flags = end === -1 ? argv : argv.slice(0, end);
  return flags.includes('--json') || env['LH_JSON'] === '1' || env['LH_JSON'] === 'true';
}

interface RawArguments {
  readonly words: readonly string[];
  /** What yargs made of each flag, by its name on the command line. */
  readonly flags: ReadonlyMap<string, unknown>;
}

/** Splits the command line into words and flags. Left alone yargs guesses types, nests dots and negates `--no-…`: all off. */
function parseRaw(tool: Tool, argv: readonly string[]): RawArguments {
  const parser = yargs([...argv])
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
  for (const [name, flag] of Object.entries(allFlags(tool))) {
    parser.option(flagName(name), {
      type: flag.type === 'boolean' ? 'boolean' : 'string',
      ...(flag.short === undefined ? {} : { alias: flag.short }),
    });
  }
  try {
    const { _: words, $0: _program, ...flags } = parser.parseSync();
    return { words: words.map(String), flags: new Map(Object.entries(flags)) };
  } catch (error) {
    throw usageError(`the command line is not understood: ${String(error)}`, helpHint(tool));
  }
}

function allFlags(tool: Tool): FlagTable {
  return Object.assign({}, COMMON_FLAGS, ...tool.commands.map(({ flags }) => flags));
}

function noSuchCommand(tool: Tool, word: string | undefined): Error {
  const names = tool.commands.map(({ name }) => name);
  if (word === undefined) return usageError('a command is missing', `one of ${names.join(', ')}`);
  const meant = closestName(word, names);
  const hint = meant === undefined ? `one of ${names.join(', ')}` : `did you mean ${meant}?`;
  return usageError(`there is no command ${quote(word)}`, hint);
}

function refuseUnknownFlags(
  tool: Tool,
  command: Command,
  given: ReadonlyMap<string, unknown>,
): void {
  const known = new Set(Object.keys({ ...COMMON_FLAGS, ...command.flags }).map(flagName));
  for (const name of given.keys()) {
    if (known.has(name)) continue;
    const dashed = name.length === 1 ? `-${name}` : `--${name}`;
    const owner = tool.commands.find(({ flags }) =>
      Object.keys(flags).map(flagName).includes(name),
    );
    if (owner !== undefined)
      throw usageError(`${dashed} does not go with this command`, helpHint(tool, command));
    const meant = closestName(name, known);
    throw usageError(
      `unknown flag ${dashed}`,
      meant === undefined ? helpHint(tool, command) : `did you mean --${meant}?`,
    );
  }
}

/** yargs reads `--json=banana` as "not json"; a switch takes no value at all. */
function refuseSwitchesWithValue(flags: FlagTable, argv: readonly string[]): void {
  for (const [name, flag] of Object.entries(flags)) {
    if (flag.type === 'boolean' && argv.some((word) => word.startsWith(`--${flagName(name)}=`)))
      throw usageError(`--${flagName(name)} takes no value`);
  }
}

function readFlags(
  flags: FlagTable,
  given: ReadonlyMap<string, unknown>,
  env: Environment,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => [
      name,
      readFlag(name, flag, { given: given.get(flagName(name)), env }),
    ]),
  );
}

/** Takes the command line before the environment, and the environment before the default. */
function readFlag(name: string, flag: Flag, from: { given: unknown; env: Environment }): unknown {
  const source = `--${flagName(name)}`;
  const variable = variableName(name);
  const inherited = NOT_FROM_ENVIRONMENT.has(name) ? undefined : from.env[variable];
  if (flag.type === 'boolean') {
    if (from.given !== undefined) return from.given === true;
    return inherited !== undefined && readSwitch(inherited, variable);
  }
  if (flag.type === 'list') {
    const values = textsOf(from.given).map((text) => readText(flag, text, source));
    if (from.given !== undefined || inherited === undefined) return values;
    return inherited.split(',').map((text) => readText(flag, text, variable));
  }
  if (Array.isArray(from.given)) throw usageError(`${source} is given more than once`);
  if (typeof from.given === 'string') return readFlagValue(flag, from.given, source);
  return inherited === undefined ? flag.default : readFlagValue(flag, inherited, variable);
}

function textsOf(given: unknown): readonly string[] {
  return [given].flat().filter((text) => typeof text === 'string');
}

function helpHint(tool: Tool, command?: Command): string {
  const name = command === undefined || command.name === DEFAULT_COMMAND ? '' : ` ${command.name}`;
  return `see ${tool.name}${name} --help`;
}
