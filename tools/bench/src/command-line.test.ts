import { describe, expect, test } from '@jest/globals';
import { helpText, readCommandLine } from './command-line.ts';

const NAMES = ['append', 'verify', 'runner'];
const read = (...argv: string[]) => readCommandLine(argv, NAMES);

test('everything is run when nothing is named', () => {
  expect(read()).toEqual({
    names: NAMES,
    repeats: undefined,
    isLong: false,
    waitMs: 0,
    othersShareMax: 0.15,
    dir: undefined,
    json: false,
    help: false,
  });
});

test('what is named is run, once', () => {
  expect(read('verify', 'verify', '--repeats', '3', '--long').names).toEqual(['verify']);
});

test('a time to wait is a duration', () => {
  expect(read('--wait', '10m').waitMs).toBe(600_000);
});

describe('a mistake', () => {
  test.each([
    [['verfy'], 'there is no benchmark verfy', 'did you mean verify?'],
    [['--fast'], "Unknown option '--fast'", 'npm run bench -- --help'],
    [['--repeats', '0'], '--repeats 0 is not a number of repeats', 'a whole number from 1 to 100'],
    [['--repeats', '1e9'], '--repeats 1e9 is', 'a whole number from 1 to 100'],
    [['--tolerate', '101'], '--tolerate 101 is', 'a whole number from 0 to 100'],
    [['--wait', 'long'], '--wait long is not a time', 'write 90s or 10m'],
  ])('%j is told, with a hint', (argv, message, hint) => {
    let told: unknown;
    try {
      read(...argv);
    } catch (error) {
      told = error;
    }
    expect(told).toMatchObject({ code: 'LH_USAGE', hint });
    expect(String(told)).toContain(message);
  });
});

test('the help lists every benchmark with what it is for', () => {
  const text = helpText([{ name: 'append', summary: 'durable appends' }]);
  expect(text).toContain('  append  durable appends\n');
});
