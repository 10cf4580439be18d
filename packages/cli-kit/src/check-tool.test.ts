import { expect, test } from '@jest/globals';
import { EXIT } from '@lighthouse/contract';
import { checkTool } from './check-tool.ts';
import type { Flag, Positional } from './flags.ts';
import { command } from './tool.ts';

const run = () => EXIT.good;
const text: Flag = { type: 'text', describe: 'a text' };
const named = (name: string, flags: Record<string, Flag>, positionals: Positional[] = []) =>
  command({ name, summary: name, flags, positionals, run });
const word = (name: string, more: Partial<Positional> = {}) => ({ name, describe: name, ...more });

test.each([
  ['two commands of one name', [named('a', {}), named('a', {})]],
  ['a command of the name of a group', [named('a b', {}), named('a', {})]],
  ['a flag that every tool has', [named('a', { json: text })]],
  [
    'a flag with a value in one command and without in another',
    [named('a', { x: text }), named('b', { x: { type: 'boolean', describe: 'x' } })],
  ],
  ['one letter for two flags', [named('a', { x: { ...text, short: 'q' } })]],
  ['a word and a flag of one name', [named('a', { x: text }, [word('x')])]],
  ['a word after the rest', [named('a', {}, [word('x', { many: true }), word('y')])]],
  ['a needed word after an optional', [named('a', {}, [word('x', { optional: true }), word('y')])]],
])('%s is a bug', (_what, commands) => {
  expect(() => checkTool({ name: 'lh-x', summary: 'x', commands })).toThrow('broken assumption');
});

test('one flag in two commands is fine', () => {
  const commands = [named('a', { x: text }), named('b', { x: text })];
  expect(() => checkTool({ name: 'lh-x', summary: 'x', commands })).not.toThrow();
});
