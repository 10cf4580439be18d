import { parseArgs } from 'node:util';
import { closestName, LighthouseError, parseDurationMs } from '@lighthouse/contract';
import { OTHERS_SHARE_MAX } from './contest.ts';

export interface BenchArgs {
  /** Benchmarks to run; all when none is named. */
  readonly names: readonly string[];
  readonly repeats: number | undefined;
  /** Larger amounts, where the size of the work is the question. */
  readonly isLong: boolean;
  /** How long to wait, in all, until others leave the machine alone. */
  readonly waitMs: number;
  /** A round counts as quiet as long as others take no larger share of the CPUs. */
  readonly othersShareMax: number;
  /** Folder on the disk to measure; undefined for one inside the workspace. */
  readonly dir: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

const REPEATS_MAX = 100;
const OPTIONS = {
  repeats: { type: 'string' },
  long: { type: 'boolean', default: false },
  wait: { type: 'string', default: '0s' },
  tolerate: { type: 'string', default: String(OTHERS_SHARE_MAX * 100) },
  dir: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads the command line. Throws LH_USAGE. */
export function readCommandLine(argv: readonly string[], benchmarks: readonly string[]): BenchArgs {
  const { values, positionals } = parse(argv);
  for (const name of positionals) if (!benchmarks.includes(name)) throw unknown(name, benchmarks);
  return {
    names: positionals.length === 0 ? benchmarks : [...new Set(positionals)],
    repeats: readRepeats(values.repeats),
    isLong: values.long,
    waitMs: readWait(values.wait),
    othersShareMax: readTolerance(values.tolerate),
    dir: values.dir,
    json: values.json,
    help: values.help,
  };
}

export function helpText(
  benchmarks: readonly { readonly name: string; readonly summary: string }[],
): string {
  const width = Math.max(...benchmarks.map(({ name }) => name.length));
  return `npm run bench [-- name…] [flags]

Measures on this machine, as ratios to a reference that does the same work, in turns.

${benchmarks.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')}

  --repeats <n>   rounds of each; each has a number of its own when left out
  --long          larger amounts: a store of 1 GiB, ten thousand agents
  --wait <time>   wait so long in all, such as 10m, until others leave the machine alone
  --tolerate <%>  how much of the CPUs others may take; ${OTHERS_SHARE_MAX * 100} when left out
  --dir <folder>  a folder on the disk to measure; inside the workspace when left out
  --json          one JSON object instead of tables
`;
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new LighthouseError('LH_USAGE', message.split('\n')[0] ?? '', {
      hint: 'npm run bench -- --help',
      cause,
    });
  }
}

function unknown(name: string, benchmarks: readonly string[]): LighthouseError {
  const closest = closestName(name, benchmarks);
  const hint =
    closest === undefined ? `one of ${benchmarks.join(', ')}` : `did you mean ${closest}?`;
  return new LighthouseError('LH_USAGE', `there is no benchmark ${name}`, { hint });
}

function readRepeats(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const repeats = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (repeats >= 1 && repeats <= REPEATS_MAX) return repeats;
  throw new LighthouseError('LH_USAGE', `--repeats ${text} is not a number of repeats`, {
    hint: `a whole number from 1 to ${REPEATS_MAX}`,
  });
}

function readWait(text: string): number {
  const ms = parseDurationMs(text);
  if (ms !== undefined) return ms;
  throw new LighthouseError('LH_USAGE', `--wait ${text} is not a time`, {
    hint: 'write 90s or 10m',
  });
}

function readTolerance(text: string): number {
  const percent = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (percent <= 100) return percent / 100;
  throw new LighthouseError('LH_USAGE', `--tolerate ${text} is not a percentage`, {
    hint: 'a whole number from 0 to 100',
  });
}
