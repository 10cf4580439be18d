import type { RunArgs } from './run.ts';

const SAFE_WORD = /^[A-Za-z0-9_./:=@%+-]+$/;

/**
 * Writes the command line that repeats a run: what was given, for a POSIX shell. Not where the
 * result went.
 */
export function repeatCommand(args: RunArgs): string {
  const given: readonly (readonly [flag: string, value: string | number | undefined])[] = [
    ['--seed', args.seed],
    ['--agents', args.agents],
    ['--duration', args.duration],
    ['--rate', args.rate],
    ['--target', args.target],
    ['--ca', args.ca],
    ['--enrol-token-file', args.enrolTokenFile],
    ['--log', args.log],
    ['--key', args.key],
    ['--workers', args.workers],
    ['--shard', args.shard],
  ];
  const words = given.flatMap(([flag, value]) =>
    value === undefined ? [] : [flag, quote(String(value))],
  );
  const insecure = args.insecure === true ? ['--insecure'] : [];
  return ['lh-run', quote(args.scenario), ...words, ...insecure].join(' ');
}

function quote(word: string): string {
  return SAFE_WORD.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
