import { expect, test } from '@jest/globals';
import { classOfAction, COMMAND_ACTIONS, DEFAULT_DECISIONS, defaultDecision } from './commands.ts';
import { commandPayload } from './event-payloads.ts';
import { isName } from './names.ts';

test('every action is a name, and its family belongs to one class', () => {
  for (const [commandClass, actions] of Object.entries(COMMAND_ACTIONS)) {
    for (const action of actions) {
      expect(isName(action)).toBe(true);
      expect(classOfAction(action)).toBe(commandClass);
      expect(defaultDecision(action)).toBe(
        DEFAULT_DECISIONS[commandClass as keyof typeof DEFAULT_DECISIONS],
      );
    }
  }
});

test.each(['launch.missiles', 'deploy-production', '', 'constructor', '__proto__.x'])(
  'an expert decides what the policy does not know: %p',
  (action) => {
    expect(classOfAction(action)).toBeUndefined();
    expect(defaultDecision(action)).toBe('escalated');
  },
);

test('a member of a known family is judged like the family', () => {
  expect(defaultDecision('deploy.moon')).toBe('escalated');
  expect(defaultDecision('file.append')).toBe('allowed');
  expect(defaultDecision('host.reboot')).toBe('denied');
});

test('the payload of a command counts its steps and does not repeat them', () => {
  const command = { action: 'plan.release', target: 't', content: 'c', steps: ['one', 'two'] };
  expect(commandPayload(command)).toBe(
    '{"action":"plan.release","target":"t","content":"c","steps":2}',
  );
});
