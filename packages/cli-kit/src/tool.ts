import type { ExitCode } from '@lighthouse/contract';
import type { Args, FlagTable, Positional } from './flags.ts';
import type { Io } from './io.ts';

export interface Example {
  readonly command: string;
  readonly what: string;
}

export interface CommandSpec<Flags extends FlagTable, Positionals extends readonly Positional[]> {
  /**
   * One word, or two: `store backup` is a command of the group `store`. `default` is run when the
   * first argument names no command.
   */
  readonly name: string;
  readonly summary: string;
  readonly positionals?: Positionals;
  readonly flags?: Flags;
  readonly examples?: readonly Example[];
  /** Returns the exit code; throws a LighthouseError when the world is not as needed. */
  readonly run: (args: Args<Flags, Positionals>, io: Io) => Promise<ExitCode> | ExitCode;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly positionals: readonly Positional[];
  readonly flags: FlagTable;
  readonly examples: readonly Example[];
  readonly run: (args: Readonly<Record<string, unknown>>, io: Io) => Promise<ExitCode>;
}

export interface Tool {
  /** The name of the program: `lh-verify`. */
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly Command[];
  /** The built version when left out. */
  readonly version?: string;
}

export const DEFAULT_COMMAND = 'default';

/** The words that name a command on the command line; none for the default command. */
export function wordsOfName(command: Command | undefined): readonly string[] {
  if (command === undefined || command.name === DEFAULT_COMMAND) return [];
  return command.name.split(' ');
}

/** Finds the command whose name a command line begins with. */
export function commandNamed(tool: Tool, words: readonly string[]): Command | undefined {
  return tool.commands.find((command) => {
    const name = wordsOfName(command);
    return name.length > 0 && name.every((word, index) => word === words[index]);
  });
}

/** The commands whose names of two words begin with this one. */
export function commandsOfGroup(tool: Tool, group: string): readonly Command[] {
  return tool.commands.filter(({ name }) => name.startsWith(`${group} `));
}

/** Declares a command. Its arguments are typed from its flags and positionals. */
export function command<
  const Flags extends FlagTable = Record<never, never>,
  const Positionals extends readonly Positional[] = readonly [],
>(spec: CommandSpec<Flags, Positionals>): Command {
  return {
    name: spec.name,
    summary: spec.summary,
    positionals: spec.positionals ?? [],
    flags: spec.flags ?? {},
    examples: spec.examples ?? [],
    // The parser made these values from this very declaration.
    run: async (args, io) => spec.run(args as Args<Flags, Positionals>, io),
  };
}
