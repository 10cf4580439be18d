import { expect, test } from '@jest/globals';
import { noAny, nothingLeftBehind } from '../src/leftovers.ts';
import { check } from './made-up.ts';

/** Puts the pieces together here, so that this file holds none of what it looks for. */
const join = (...pieces: string[]) => pieces.join('');

const TEST = 'packages/a/src/a.test.ts';
const SOURCE = 'packages/a/src/a.ts';

test.each([
  [TEST, join('test', '.only("a", f);'), 'a test that is left out or run alone'],
  [TEST, join('describe', '.skip("a", f);'), 'a test that is left out or run alone'],
  [TEST, join('it', '.concurrent', '.only("a", f);'), 'a test that is left out or run alone'],
  [TEST, join('test', '.todo("a");'), 'a test that is left out or run alone'],
  [TEST, join('x', 'it("a", f);'), 'a test that is left out or run alone'],
  [TEST, join('jest', '.mock("./a.ts");'), 'replaces our own code in a test'],
  [SOURCE, join('// TO', 'DO: later'), 'a note to self'],
  ['README.md', join('FIX', 'ME'), 'a note to self'],
  [SOURCE, join('// @ts', '-ignore'), 'silences the compiler'],
  [SOURCE, join('// @ts', '-expect-error'), 'silences the compiler outside of a test'],
  ['docs/a.md', join('cd ', '/wo', 'rk/main'), 'a path of one machine'],
  ['docs/a.md', join('/tm', 'p/bash_jobs/1'), 'a path of one machine'],
  [
    '.npmrc',
    join('registry=https://', 'registry', '.example.org/'),
    'the address of a package registry',
  ],
  ['a.yml', join('http://', 'npm', 'js.org'), 'the address of a package registry'],
  ['package-lock.json', join('"resol', 'ved": "https://x/y.tgz"'), 'a download address'],
])('%s with %s is caught', (path, text, message) => {
  expect(check(nothingLeftBehind, { [path]: `first\n${text}\nlast` })).toContain(
    `${path}:2 ${message}`,
  );
});

test.each([
  [TEST, 'test("only what is asked", f);'],
  [TEST, join('// @ts', '-expect-error: not declared')],
  [SOURCE, 'await exit(1);'],
  [SOURCE, join('f', 'it(curve);')],
  ['docs/a.md', 'see https://example.org/work/ and network/work/x'],
  ['docs/a.md', 'https://www.apache.org/licenses/LICENSE-2.0'],
])('%s with %s is fine', (path, text) => {
  expect(check(nothingLeftBehind, { [path]: text })).toEqual([]);
});

test('a cast to any is caught, the words in a comment are not', () => {
  expect(
    check(noAny, {
      [SOURCE]: `// the same as any other\nconst a = b as any;\nconst c = b as unknown;`,
    }),
  ).toEqual([`${SOURCE}:2 casts to any`]);
});
