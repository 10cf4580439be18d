import { closestName } from '@lighthouse/contract/closest-name';
import { COMMON_FLAGS } from './common-flags.ts';
import { quote, usageError } from './flag-value.ts';
import { flagName } from './flags.ts';
import type { FlagTable } from './flags.ts';
import { readPositionals } from './positionals.ts';
import { readCommonFlags, readFlags } from './read-flags.ts';
import type { CommonArgs, Environment } from './read-flags.ts';
import { splitArgs } from './split-args.ts';
import { commandNamed, commandsOfGroup, DEFAULT_COMMAND, wordsOfName } from './tool.ts';
import type { Command, Tool } from './tool.ts';

export type Invocation =
  | { readonly kind: 'help'; readonly command: Command | undefined; readonly group?: string }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly common: CommonArgs;
      readonly args: Readonly<Record<string, unknown>>;
    };

/**
 * Decides what a command line asks for. Throws LH_USAGE for anything that is not exactly
 * understood.
 */
export function parseArgs(tool: Tool, argv: readonly string[], env: Environment): Invocation {
  const { words, flags } = splitArgs(tool, argv);
  const [group = ''] = words;
  const named = commandNamed(tool, words);
  const isGroup = named === undefined && commandsOfGroup(tool, group).length > 0;
  if (flags.has('help')) return { kind: 'help', command: named, ...(isGroup && { group }) };
  if (flags.has('version')) return { kind: 'version' };
  if (isGroup) throw noSuchCommand(tool, words[1], group);
  const command = named ?? tool.commands.find(({ name }) => name === DEFAULT_COMMAND);
  if (command === undefined) throw noSuchCommand(tool, words[0]);
  refuseUnknownFlags(tool, command, flags);
  refuseSwitchesWithValue({ ...COMMON_FLAGS, ...command.flags }, argv);
  return {
    kind: 'run',
    command,
    common: readCommonFlags(flags, env),
    args: {
      ...readPositionals(tool, command, words.slice(wordsOfName(named).length)),
      ...readFlags(command.flags, flags, env),
    },
  };
}

/** `group` is the word before, where a command has two. */
function noSuchCommand(tool: Tool, word: string | undefined, group?: string): Error {
  const commands = group === undefined ? tool.commands : commandsOfGroup(tool, group);
  const names = commands.map(({ name }) => wordsOfGroup(name, group));
  const before = group === undefined ? '' : `${group} `;
  if (word === undefined)
    return usageError(
      group === undefined ? 'a command is missing' : `${tool.name} ${group} needs a command`,
      `one of ${names.join(', ')}`,
    );
  const meant = closestName(word, names);
  const hint =
    meant === undefined ? `one of ${names.join(', ')}` : `did you mean ${before}${meant}?`;
  return usageError(`there is no command ${quote(`${before}${word}`)}`, hint);
}

function wordsOfGroup(name: string, group: string | undefined): string {
  return group === undefined ? name : name.slice(group.length + 1);
}

function refuseUnknownFlags(
  tool: Tool,
  command: Command,
  given: ReadonlyMap<string, unknown>,
): void {
  const known = new Set(Object.keys({ ...COMMON_FLAGS, ...command.flags }).map(flagName));
  const help = `see ${tool.name}${command.name === DEFAULT_COMMAND ? '' : ` ${command.name}`} --help`;
  for (const name of given.keys()) {
    if (known.has(name)) continue;
    const dashed = name.length === 1 ? `-${name}` : `--${name}`;
    if (tool.commands.some(({ flags }) => Object.keys(flags).map(flagName).includes(name)))
      throw usageError(`${dashed} does not go with this command`, help);
    const meant = closestName(name, known);
    throw usageError(
      `unknown flag ${dashed}`,
      meant === undefined ? help : `did you mean --${meant}?`,
    );
  }
}

/** The parser reads `--json=banana` as "not json"; a switch takes no value at all. */
function refuseSwitchesWithValue(flags: FlagTable, argv: readonly string[]): void {
  for (const [name, flag] of Object.entries(flags)) {
    if (flag.type === 'boolean' && argv.some((word) => word.startsWith(`--${flagName(name)}=`)))
      throw usageError(`--${flagName(name)} takes no value`);
  }
}
