import { closestName } from '@lighthouse/contract/closest-name';
import { quote, usageError } from './flag-value.ts';
import { DEFAULT_COMMAND } from './tool.ts';
import type { Command, Tool } from './tool.ts';

/** Gives each positional its word. Throws LH_USAGE for a word too few or too many. */
export function readPositionals(
  tool: Tool,
  command: Command,
  words: readonly string[],
): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  let next = 0;
  for (const { name, optional, many } of command.positionals) {
    if (words[next] === undefined && optional !== true)
      throw usageError(`<${name}> is missing`, `usage: ${usageLine(tool, command)}`);
    if (words[next] === '') throw usageError(`<${name}> is empty`);
    args[name] = many === true ? words.slice(next) : words[next];
    next = many === true ? words.length : next + 1;
  }
  const extra = words[next];
  if (extra !== undefined) throw unexpectedWord(tool, command, extra, words);
  return args;
}

/** Writes the usage of a command in one line: `lh-verify checkpoint <store> [flags]`. */
export function usageLine(tool: Tool, command: Command): string {
  const words = command.positionals.map(({ name, optional, many }) => {
    const word = `${name}${many === true ? '...' : ''}`;
    return optional === true ? `[${word}]` : `<${word}>`;
  });
  const name = command.name === DEFAULT_COMMAND ? [] : [command.name];
  return [tool.name, ...name, ...words, '[flags]'].join(' ');
}

/** The name of a command may be misspelt where it should stand, or come too late. */
function unexpectedWord(
  tool: Tool,
  command: Command,
  word: string,
  [first = '']: readonly string[],
): Error {
  const names = tool.commands.map(({ name }) => name).filter((name) => name !== DEFAULT_COMMAND);
  const meant =
    command.name === DEFAULT_COMMAND
      ? (closestName(word, names) ?? closestName(first, names))
      : undefined;
  return usageError(
    `unexpected argument ${quote(word)}`,
    meant === undefined ? `usage: ${usageLine(tool, command)}` : `did you mean ${meant}?`,
  );
}
