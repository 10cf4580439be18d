import { expect, test } from '@jest/globals';
import { EXIT } from '@lighthouse/contract';
import { helpText } from './help.ts';
import { command } from './tool.ts';
import type { Tool } from './tool.ts';

const run = () => EXIT.good;
const TOOL: Tool = {
  name: 'lh-x',
  summary: 'Does x.',
  commands: [
    command({
      name: 'default',
      summary: 'do x',
      positionals: [{ name: 'store', describe: 'a folder' }],
      flags: {
        maxAge: { type: 'integer', min: 1, max: 9, default: 4, describe: 'how old' },
        depth: { type: 'text', choices: ['quick', 'full'], describe: 'how far' },
      },
      examples: [{ command: 'lh-x data', what: 'do x to data' }],
      run,
    }),
    command({ name: 'list', summary: 'list all', run }),
  ],
};

test('the help of a tool shows its commands, the flags of the usual one and examples', async () => {
  const help = await helpText(TOOL, undefined, 100);
  expect(help).toMatch(/^Does x\.\n\nUsage:\n {2}lh-x <store> \[flags\] +do x\n {2}lh-x list/);
  expect(help).toMatch(/Arguments:\n {2}store {2}a folder/);
  expect(help).toMatch(/--max-age +how old \[integer from 1 to 9; default 4; LH_MAX_AGE\]/);
  expect(help).toMatch(/--depth +how far \[quick, full; LH_DEPTH\]/);
  expect(help).toMatch(/-h, --help +show this help\n/);
  expect(help).toMatch(/Examples:\n {2}lh-x data +do x to data/);
});

test('the help of a command leaves out the others', async () => {
  const help = await helpText(TOOL, TOOL.commands[1], 100);
  expect(help).toMatch(/^list all\n\nUsage:\n {2}lh-x list \[flags\]/);
  expect(help).not.toContain('--max-age');
});

test('the help does not depend on the language of the machine', async () => {
  const before = process.env['LC_ALL'];
  process.env['LC_ALL'] = 'fr_FR.UTF-8';
  try {
    expect(await helpText(TOOL, undefined, 100)).toContain('Examples:');
  } finally {
    if (before === undefined) delete process.env['LC_ALL'];
    else process.env['LC_ALL'] = before;
  }
});
