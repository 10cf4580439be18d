import { expect, test } from '@jest/globals';
import { COMMAND_ACTIONS, defaultDecision } from '@lighthouse/contract/commands';
import { rulesSchema } from '@lighthouse/contract/rules';
import { Policy } from './policy.ts';

const policyOf = (rules: object) => new Policy(rulesSchema.parse(rules));

test('without rules it decides as the table that agents and audit read', () => {
  const policy = policyOf({});
  for (const action of [...Object.values(COMMAND_ACTIONS).flat(), 'deploy.moon', 'launch.x'])
    expect(policy.decide(action).decision).toBe(defaultDecision(action));
});

test('the first rule that matches decides, exact or by prefix', () => {
  const policy = policyOf({
    rules: [
      { action: 'file.delete', decide: 'deny', reason: 'never' },
      { action: 'file.*', decide: 'escalate' },
      { action: 'file.read', decide: 'allow' },
      { action: 'deploy.production', decide: 'allow' },
      { action: 'deploy.*', decide: 'deny' },
    ],
  });
  expect(policy.decide('file.delete')).toEqual({ decision: 'denied', reason: 'never' });
  expect(policy.decide('file.read').decision).toBe('escalated');
  expect(policy.decide('deploy.production').decision).toBe('allowed');
  expect(policy.decide('deploy.staging')).toEqual({
    decision: 'denied',
    reason: 'the rule for deploy.*',
  });
});

test('the default of the file stands for what no rule names', () => {
  expect(policyOf({ default: 'deny' }).decide('file.read').decision).toBe('denied');
  expect(policyOf({ rules: [{ action: '*', decide: 'escalate' }] }).decide('x').decision).toBe(
    'escalated',
  );
});

test.each([
  { rules: [{ action: 'file.*.x', decide: 'deny' }] },
  { rules: [{ action: '(a+)+$', decide: 'deny' }] },
  { rules: [{ action: '', decide: 'deny' }] },
  { rules: [{ action: 'x', decide: 'maybe' }] },
  { rules: [{ action: 'x', decide: 'deny', also: 1 }] },
  { rulez: [] },
])('%j is refused', (rules) => {
  expect(rulesSchema.safeParse(rules).success).toBe(false);
});

test.each(['constructor', '__proto__', 'toString'])('%s is an action like any other', (action) => {
  expect(policyOf({}).decide(action).decision).toBe('escalated');
});
