import yargs from 'yargs';
import { COMMON_FLAGS, NOT_FROM_ENVIRONMENT } from './common-flags.ts';
import { flagName, variableName } from './flags.ts';
import type { Flag, FlagTable } from './flags.ts';
import { formatTable } from './format.ts';
import { usageLine } from './positionals.ts';
import { DEFAULT_COMMAND } from './tool.ts';
import type { Command, Tool } from './tool.ts';

const WIDTH_MAX = 100;

/** Writes the help of a tool (no command named) or of one of its commands. */
export async function helpText(
  tool: Tool,
  command: Command | undefined,
  columns: number,
): Promise<string> {
  const shown = command ?? tool.commands.find(({ name }) => name === DEFAULT_COMMAND);
  const parser = yargs([])
    .locale('en')
    .scriptName(tool.name)
    .help(false)
    .version(false)
    .wrap(Math.min(columns, WIDTH_MAX));
  addFlags(parser, shown?.flags ?? {}, 'Flags:');
  addFlags(parser, COMMON_FLAGS, 'Flags of every command:');
  const examples = command === undefined ? tool.commands : [command];
  for (const example of examples.flatMap((each) => each.examples))
    parser.example(example.command, example.what);
  parser.epilogue(
    'A flag can also be set in the environment (LH_…, as named above); the command line wins.',
  );
  return `${introduction(tool, command, shown)}\n\n${await parser.getHelp()}\n`;
}

function introduction(tool: Tool, command: Command | undefined, shown: Command | undefined) {
  const parts = [command?.summary ?? tool.summary];
  const shownUsages = command === undefined ? tool.commands : [command];
  parts.push(
    `Usage:\n${formatTable(shownUsages.map((each) => [usageLine(tool, each), each.summary]))}`,
  );
  const positionals = shown?.positionals ?? [];
  if (positionals.length > 0)
    parts.push(
      `Arguments:\n${formatTable(positionals.map(({ name, describe }) => [name, describe]))}`,
    );
  return parts.join('\n\n');
}

function addFlags(parser: ReturnType<typeof yargs>, flags: FlagTable, group: string): void {
  for (const [name, flag] of Object.entries(flags)) {
    parser.option(flagName(name), {
      group,
      describe: describe(name, flag),
      // Its own column of types would say [string] of a number: the describing text says it better.
      ...(flag.short === undefined ? {} : { alias: flag.short }),
    });
  }
}

function describe(name: string, flag: Flag): string {
  const notes = [valueNote(flag)];
  if ('default' in flag && flag.default !== undefined) notes.push(`default ${flag.default}`);
  if (!NOT_FROM_ENVIRONMENT.has(name)) notes.push(variableName(name));
  return `${flag.describe} [${notes.filter((note) => note !== '').join('; ')}]`.replace(' []', '');
}

function valueNote(flag: Flag): string {
  if (flag.type === 'boolean') return '';
  const what = flag.placeholder ?? (flag.type === 'list' ? 'text' : flag.type);
  if (flag.type === 'list') return `${flag.choices?.join(', ') ?? what}, may be repeated`;
  if (flag.type === 'text') {
    const value = flag.choices?.join(', ') ?? what;
    return flag.bare === undefined ? value : `=${value}, or alone`;
  }
  return `${what} from ${flag.min} to ${flag.max}`;
}
