import { COMMON_FLAGS, NOT_FROM_ENVIRONMENT } from './common-flags.ts';
import { readFlagValue, readSwitch, readText, usageError } from './flag-value.ts';
import { flagName, variableName } from './flags.ts';
import type { Flag, FlagTable } from './flags.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
type GivenFlags = ReadonlyMap<string, unknown>;

export interface CommonArgs {
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly json: boolean;
  readonly noColor: boolean;
}

/**
 * Gives every flag of a table its value: from the command line, else the environment, else its
 * default.
 */
export function readFlags(
  flags: FlagTable,
  given: GivenFlags,
  env: Environment,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => [
      name,
      readFlag(name, flag, { given: given.get(flagName(name)), env }),
    ]),
  );
}

/** Of --quiet and --verbose, the command line's word counts before the environment's. */
export function readCommonFlags(given: GivenFlags, env: Environment): CommonArgs {
  const onCommandLine = readFlags(COMMON_FLAGS, given, {});
  const all = readFlags(COMMON_FLAGS, given, env);
  const isNamed = onCommandLine['quiet'] === true || onCommandLine['verbose'] === true;
  const { quiet, verbose } = isNamed ? onCommandLine : all;
  if (quiet === true && verbose === true)
    throw usageError('--quiet and --verbose exclude each other');
  return {
    quiet: quiet === true,
    verbose: verbose === true,
    json: all['json'] === true,
    noColor: all['noColor'] === true,
  };
}

/** Tells how a failure is to be printed, for a command line that may itself be the failure. */
export function failureStyle(
  argv: readonly string[],
  env: Environment,
): { json: boolean; verbose: boolean } {
  const end = argv.indexOf('--');
  const flags = end === -1 ? argv : argv.slice(0, end);
  const isOn = (name: string) => ['1', 'true'].includes(env[variableName(name)] ?? '');
  const isVerbose = flags.some((flag) => flag === '--verbose' || /^-[a-z]*v/.test(flag));
  return { json: flags.includes('--json') || isOn('json'), verbose: isVerbose || isOn('verbose') };
}

function readFlag(name: string, flag: Flag, from: { given: unknown; env: Environment }): unknown {
  const source = `--${flagName(name)}`;
  const variable = variableName(name);
  // Set to nothing counts as not set.
  const inherited = NOT_FROM_ENVIRONMENT.has(name) ? undefined : from.env[variable] || undefined;
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
