import { expect, test } from '@jest/globals';
import { colourLevel, createPalette } from './palette.ts';

test.each([
  ['a terminal has colour', false, true, {}, 1],
  ['a pipe has none', false, false, {}, 0],
  ['--no-color takes it away', true, true, { FORCE_COLOR: '3' }, 0],
  ['NO_COLOR takes it away', false, true, { NO_COLOR: '1' }, 0],
  ['an empty NO_COLOR does nothing', false, true, { NO_COLOR: '' }, 1],
  ['FORCE_COLOR gives it to a pipe', false, false, { FORCE_COLOR: '' }, 1],
  ['FORCE_COLOR wins over NO_COLOR', false, false, { FORCE_COLOR: '2', NO_COLOR: '1' }, 2],
  ['FORCE_COLOR=0 takes it away', false, true, { FORCE_COLOR: '0' }, 0],
  ['a dumb terminal has none', false, true, { TERM: 'dumb' }, 0],
  ['a terminal that says so has true colour', false, true, { COLORTERM: 'truecolor' }, 3],
] as const)('%s', (_what, noColor, isTty, env, level) => {
  expect(colourLevel(noColor, isTty, env)).toBe(level);
});

test('without colour every style gives its text back', () => {
  for (const style of Object.values(createPalette(0))) expect(style('text')).toBe('text');
});

test('with colour every style is different', () => {
  const styled = Object.values(createPalette(1)).map((style) => style('text'));
  expect(new Set(styled).size).toBe(styled.length);
});
