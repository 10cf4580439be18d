import { describe, expect, test } from '@jest/globals';
import { EXIT } from '@lighthouse/contract';
import { SEED_FLAG } from './common-flags.ts';
import { parseArgs } from './parse-args.ts';
import { failureStyle } from './read-flags.ts';
import { command } from './tool.ts';
import type { Tool } from './tool.ts';

const run = () => EXIT.good;

const TOOL: Tool = {
  name: 'lh-x',
  summary: 'x',
  commands: [
    command({
      name: 'default',
      summary: 'the usual thing',
      positionals: [{ name: 'store', describe: 'a folder' }],
      flags: {
        seed: SEED_FLAG,
        rate: { type: 'number', min: 0, max: 100, default: 2.5, describe: 'events a second' },
        depth: { type: 'text', choices: ['quick', 'full'], short: 'd', describe: 'how far' },
        failFast: { type: 'boolean', describe: 'stop early' },
        tag: { type: 'list', describe: 'only these' },
        page: { type: 'text', bare: '127.0.0.1:0', describe: 'serve a page' },
      },
      run,
    }),
    command({
      name: 'checkpoint',
      summary: 'another thing',
      positionals: [
        { name: 'store', describe: 'a folder' },
        { name: 'files', describe: 'more', optional: true, many: true },
      ],
      flags: { sign: { type: 'boolean', describe: 'sign it' } },
      run,
    }),
  ],
};

const NO_DEFAULT: Tool = {
  name: 'lh-y',
  summary: 'y',
  commands: [
    command({ name: 'list', summary: 'list', run }),
    command({ name: 'watch', summary: 'watch', run }),
  ],
};

const GROUPED: Tool = {
  name: 'lh-z',
  summary: 'z',
  commands: [
    command({ name: 'default', summary: 'the usual thing', run }),
    command({
      name: 'store copy',
      summary: 'copy',
      positionals: [{ name: 'to', describe: 'a folder' }],
      run,
    }),
    command({ name: 'store move', summary: 'move', run }),
  ],
};

function parse(line: string, env: Record<string, string> = {}, tool = TOOL) {
  const invocation = parseArgs(tool, line === '' ? [] : line.split(' '), env);
  if (invocation.kind !== 'run') throw new Error(`not a run: ${invocation.kind}`);
  return { name: invocation.command.name, args: invocation.args, common: invocation.common };
}

function usageErrorOf(line: string, env: Record<string, string> = {}, tool = TOOL) {
  try {
    parse(line, env, tool);
  } catch (error) {
    const { code, message, hint } = error as { code: string; message: string; hint?: string };
    expect(code).toBe('LH_USAGE');
    return `${message} | ${hint ?? ''}`;
  }
  throw new Error(`understood: ${line}`);
}

test('values have the types that the flags declare, and defaults where nothing was given', () => {
  expect(parse('data --seed 7 --tag a --tag b').args).toEqual({
    store: 'data',
    seed: 7,
    rate: 2.5,
    depth: undefined,
    failFast: false,
    tag: ['a', 'b'],
  });
});

test('a word that names a command picks it; what follows is its own', () => {
  expect(parse('checkpoint data a b --sign')).toMatchObject({
    name: 'checkpoint',
    args: { store: 'data', files: ['a', 'b'], sign: true },
  });
  expect(parse('checkpoint data').args).toMatchObject({ files: [] });
});

test('a command of a group has a name of two words', () => {
  expect(parse('store copy there', {}, GROUPED)).toMatchObject({
    name: 'store copy',
    args: { to: 'there' },
  });
  expect(parse('', {}, GROUPED).name).toBe('default');
  expect(parseArgs(GROUPED, ['store', 'move', '--help'], {})).toMatchObject({
    kind: 'help',
    command: { name: 'store move' },
  });
  expect(parseArgs(GROUPED, ['store', '--help'], {})).toMatchObject({
    kind: 'help',
    group: 'store',
  });
});

test('a flag before the command is understood too', () => {
  expect(parse('--json checkpoint data')).toMatchObject({
    name: 'checkpoint',
    common: { json: true },
  });
});

test('what follows -- is never a flag', () => {
  expect(parse('-- --seed').args).toMatchObject({ store: '--seed' });
});

test('words and values stay text: nothing becomes a number, an object or a negation', () => {
  expect(parse('007 --tag 1e3 --tag a.b --tag -5').args).toMatchObject({
    store: '007',
    tag: ['1e3', 'a.b', '-5'],
  });
});

test('--help and --version win over everything else that is wrong', () => {
  expect(parseArgs(TOOL, ['--nope', '--help'], {})).toEqual({ kind: 'help', command: undefined });
  expect(parseArgs(TOOL, ['checkpoint', '-h'], {})).toMatchObject({
    kind: 'help',
    command: { name: 'checkpoint' },
  });
  expect(parseArgs(TOOL, ['--version'], {})).toEqual({ kind: 'version' });
});

test('a lone dash behind a flag is its value, elsewhere a word', () => {
  expect(parse('s --tag - --tag=-').args).toMatchObject({ store: 's', tag: ['-', '-'] });
  expect(parse('- --fail-fast').args).toMatchObject({ store: '-', failFast: true });
  expect(parse('--fail-fast -').args).toMatchObject({ store: '-', failFast: true });
});

test('a flag that may stand alone takes a value after = only, and never the next word', () => {
  expect(parse('--page data').args).toMatchObject({ page: '127.0.0.1:0', store: 'data' });
  expect(parse('data --page').args).toMatchObject({ page: '127.0.0.1:0', store: 'data' });
  expect(parse('data --page=9000').args).toMatchObject({ page: '9000' });
  expect(parse('data').args).toMatchObject({ page: undefined });
});

describe('a command line that is not exactly understood is refused:', () => {
  test.each([
    ['data --sed 1', 'unknown flag --sed | did you mean --seed?'],
    ['data --banana', 'unknown flag --banana | see lh-x --help'],
    ['checkpoint data --bananas', 'unknown flag --bananas | see lh-x checkpoint --help'],
    ['data --sign', '--sign does not go with this command | see lh-x --help'],
    ['data -z', 'unknown flag -z | see lh-x --help'],
    ['data --no-json', 'unknown flag --no-json | did you mean --json?'],
    ['data --out.path x', 'unknown flag --out.path | see lh-x --help'],
    ['data --seed 1 --seed 2', '--seed is given more than once | '],
    ['data --seed', '--seed needs a value | '],
    ['data --seed --json', '--seed needs a value | '],
    ['data --seed=', '--seed needs a value | '],
    ['data --seed x', '--seed does not take "x" | it is a whole number'],
    ['data --seed NaN', '--seed does not take "NaN" | it is a whole number'],
    ['data --seed 1.5', '--seed does not take "1.5" | it is a whole number'],
    ['data --seed 0x10', '--seed does not take "0x10" | it is a whole number'],
    ['data --seed -1', '--seed is out of range: -1 | from 0 to 4294967295'],
    ['data --seed 99999999999999999999', /out of range/],
    ['data --rate Infinity', '--rate does not take "Infinity" | it is a number'],
    ['data --rate 1e9', '--rate is out of range: 1e9 | from 0 to 100'],
    ['data --depth ful', /--depth does not take "ful" \| did you mean full\?/],
    ['data -d ful', /--depth does not take "ful"/],
    ['data --json=banana', '--json takes no value | '],
    ['data --fail-fast=false', '--fail-fast takes no value | '],
    ['data -q -v', '--quiet and --verbose exclude each other | '],
    ['', '<store> is missing | usage: lh-x <store> [flags]'],
    ['checkpoint', '<store> is missing | usage: lh-x checkpoint <store> [files...] [flags]'],
    ['data more', 'unexpected argument "more" | usage: lh-x <store> [flags]'],
    ['data chekpoint', 'unexpected argument "chekpoint" | did you mean checkpoint?'],
    ['chekpoint data', 'unexpected argument "data" | did you mean checkpoint?'],
    ['data --constructor 1', /unknown flag --constructor/],
    ['data --__proto__ 1', /unknown flag/],
  ])('%s', (line, expected) => {
    const error = usageErrorOf(line);
    if (typeof expected === 'string') expect(error).toBe(expected);
    else expect(error).toMatch(expected);
  });

  test('a command that does not exist', () => {
    expect(usageErrorOf('lst', {}, NO_DEFAULT)).toBe(
      'there is no command "lst" | did you mean list?',
    );
    expect(usageErrorOf('', {}, NO_DEFAULT)).toBe('a command is missing | one of list, watch');
  });

  test('a group without one of its commands', () => {
    expect(usageErrorOf('store', {}, GROUPED)).toBe(
      'lh-z store needs a command | one of copy, move',
    );
    expect(usageErrorOf('store cpoy', {}, GROUPED)).toBe(
      'there is no command "store cpoy" | did you mean store copy?',
    );
    expect(usageErrorOf('store copy', {}, GROUPED)).toBe(
      '<to> is missing | usage: lh-z store copy <to> [flags]',
    );
  });

  test('more arguments than anyone types', () => {
    expect(() => parseArgs(TOOL, Array<string>(10_001).fill('a'), {})).toThrow('more than 10000');
  });
});

describe('the environment', () => {
  test('stands in for flags that are not given', () => {
    const env = { LH_SEED: '9', LH_TAG: 'a,b', LH_FAIL_FAST: '1', LH_DEPTH: 'quick', LH_JSON: '1' };
    expect(parse('data', env)).toMatchObject({
      args: { seed: 9, tag: ['a', 'b'], failFast: true, depth: 'quick' },
      common: { json: true },
    });
  });

  test('gives way to the command line', () => {
    const env = { LH_SEED: '9', LH_TAG: 'a', LH_QUIET: '1' };
    expect(parse('data --seed 1 --tag z --verbose', env)).toMatchObject({
      args: { seed: 1, tag: ['z'] },
      common: { quiet: false, verbose: true },
    });
  });

  test('set to nothing counts as not set', () => {
    expect(parse('data', { LH_SEED: '', LH_JSON: '' })).toMatchObject({
      args: { seed: undefined },
      common: { json: false },
    });
  });

  test('is refused by the name of the variable', () => {
    expect(usageErrorOf('data', { LH_SEED: 'x' })).toMatch(/^LH_SEED does not take "x"/);
    expect(usageErrorOf('data', { LH_JSON: 'yes' })).toBe(
      'LH_JSON does not take "yes" | it is 1 or 0',
    );
  });

  test('cannot ask for help, and holds what is not ours', () => {
    expect(parse('data', { LH_HELP: '1', LH_TEST_LONG: 'x', SEED: 'x' }).name).toBe('default');
  });
});

test('how a failure is printed is known even when the command line is not', () => {
  expect(failureStyle(['--nope', '--json'], {})).toEqual({ json: true, verbose: false });
  expect(failureStyle(['-qv'], {})).toEqual({ json: false, verbose: true });
  expect(failureStyle([], { LH_JSON: '1', LH_VERBOSE: 'true' })).toEqual({
    json: true,
    verbose: true,
  });
  expect(failureStyle(['--', '--json', '-v'], {})).toEqual({ json: false, verbose: false });
});

test('arguments reach the command typed', async () => {
  const typed = command({
    name: 'default',
    summary: 'types',
    positionals: [{ name: 'store', describe: 'a folder' }],
    flags: {
      depth: { type: 'text', choices: ['quick', 'full'], default: 'full', describe: 'how far' },
      seed: SEED_FLAG,
    },
    run: (args) => {
      const depth: 'quick' | 'full' = args.depth;
      const seed: number | undefined = args.seed;
      const store: string = args.store;
      // @ts-expect-error: what is not declared is not there
      const nothing: unknown = args.nothing;
      expect([depth, seed, store, nothing]).toEqual(['full', undefined, 'data', undefined]);
      return EXIT.unknown;
    },
  });
  const { args } = parse('data', {}, { name: 'lh-z', summary: 'z', commands: [typed] });
  // The command does not look at its io.
  expect(await typed.run(args, undefined as never)).toBe(EXIT.unknown);
});
