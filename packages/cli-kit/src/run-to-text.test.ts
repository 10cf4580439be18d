import { EXIT, LighthouseError } from '@lighthouse/contract';
import { expect, test } from '@jest/globals';
import { runToText } from './run-to-text.ts';
import { command } from './tool.ts';

const tool = {
  name: 'lh-demo',
  summary: 'says what it was told',
  commands: [
    command({
      name: 'default',
      summary: 'says it',
      positionals: [{ name: 'word', describe: 'what to say' }],
      flags: { loud: { type: 'boolean', describe: 'louder' } },
      run: ({ word, loud }, io) => {
        if (word === 'nothing') throw new LighthouseError('LH_INPUT_MISSING', 'there is no word');
        io.log('info', `in ${io.cwd}`);
        io.stdout.write(`${word}${loud ? '!' : ''}\n`);
        return EXIT.bad;
      },
    }),
  ],
} as const;

const shell = { cwd: '/somewhere', nowMs: () => 0 };

test('a command line gives what a process would have printed, and its exit code', async () => {
  const answer = await runToText(tool, ['word', '--loud'], shell);
  expect(answer).toEqual({ code: 1, stdout: 'word!\n', stderr: 'in /somewhere\n' });
  const heard: string[] = [];
  await runToText(tool, ['word'], { ...shell, onStdout: (text) => void heard.push(text) });
  expect(heard).toEqual(['word\n']);
  const fromEnvironment = await runToText(tool, ['word'], { ...shell, env: { LH_LOUD: '1' } });
  expect(fromEnvironment.stdout).toBe('word!\n');
});

test('what is thrown and what is mistyped are told as a tool tells them', async () => {
  const thrown = await runToText(tool, ['nothing'], shell);
  expect(thrown).toMatchObject({ code: 66, stdout: '' });
  expect(thrown.stderr).toBe('lh-demo: LH_INPUT_MISSING there is no word\n');
  expect((await runToText(tool, ['word', '--lud'], shell)).code).toBe(64);
});

test('the help of a group tells its commands, and nothing of the others', async () => {
  const [said] = tool.commands;
  const commands = [said, { ...said, name: 'store copy' }, { ...said, name: 'store move' }];
  const { stdout } = await runToText({ ...tool, commands }, ['store', '--help'], shell);
  expect(stdout).toContain('lh-demo store copy <word>');
  expect(stdout).toContain('lh-demo store move <word>');
  expect(stdout).not.toContain('lh-demo <word>');
});
