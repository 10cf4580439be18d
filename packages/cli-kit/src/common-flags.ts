import type { FlagTable } from './flags.ts';

/** What every tool understands. */
export const COMMON_FLAGS = {
  help: { type: 'boolean', short: 'h', describe: 'show this help' },
  version: { type: 'boolean', describe: 'show the version' },
  quiet: { type: 'boolean', short: 'q', describe: 'no progress and no notes on stderr' },
  verbose: { type: 'boolean', short: 'v', describe: 'more on stderr, and stack traces' },
  json: { type: 'boolean', describe: 'print one JSON object on stdout' },
  noColor: { type: 'boolean', describe: 'no colour (NO_COLOR and FORCE_COLOR work too)' },
} as const satisfies FlagTable;

/** Common flags that only mean something on the command line itself. */
export const NOT_FROM_ENVIRONMENT: ReadonlySet<string> = new Set(['help', 'version', 'noColor']);

/** `--seed`, for tools in which chance plays a part. */
export const SEED_FLAG = {
  type: 'integer',
  min: 0,
  max: 2 ** 32 - 1,
  placeholder: 'number',
  describe: 'seed of everything random; the same seed gives the same plan',
} as const;

/** `--out`, for tools that write files. */
export const OUT_FLAG = {
  type: 'text',
  placeholder: 'path',
  describe: 'where to write',
} as const;
