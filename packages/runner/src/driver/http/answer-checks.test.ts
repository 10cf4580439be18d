import { describe, expect, test } from '@jest/globals';
import { Random } from '@lighthouse/agent-sim';
import type { AnswerCheck } from '@lighthouse/contract/target';
import { answerChecks } from './answer-checks.ts';
import { Making } from './values.ts';

const AROUND = { seed: 1, runId: 'run', env: {}, wallNowMs: () => 0, random: new Random() };
const SENDER = { index: 3, name: 'b3', row: {}, variables: new Map() };

/** The name of the check that an answer does not pass. */
function failedOf(check: AnswerCheck, body = '{"id":7,"who":"a","list":[1,{"b":null}]}') {
  const making = new Making(SENDER, AROUND, { kind: 'request', number: 1, place: 0 });
  const headers = { 'content-type': 'application/json', 'x-two': ['a', 'b'] };
  return answerChecks({ first: check })?.(making)({ headers, text: () => body });
}

describe('an answer passes', () => {
  test.each([
    { json: '/id' },
    { json: '/id', is: 7 },
    { json: '/list', is: [1, { b: null }] },
    { json: '/list/1/b', is: null },
    { json: '/who', regex: '^a$' },
    { json: '/id', regex: '^7$' },
    { json: '/list/1/b', is: null, regex: 'null' },
    { text: '"who":"a"' },
    { regex: '"id":\\d' },
    { header: 'Content-Type' },
    { header: 'content-type', is: 'application/json' },
    { header: 'x-two', regex: '^a, b$' },
  ])('%j', (check) => {
    expect(failedOf(check)).toBeUndefined();
  });
});

describe('an answer does not pass', () => {
  test.each([
    { json: '/ids' },
    { json: '/list/1/b' },
    { json: '/id', is: '7' },
    { json: '/who', is: 'b' },
    { json: '/list', is: [1] },
    { json: '/id', is: 7, regex: '8' },
    { json: '/who', regex: 'b' },
    { text: 'welcome' },
    { regex: '^who' },
    { header: 'etag' },
    { header: 'content-type', is: 'text/html' },
    { header: 'content-type', regex: '^html' },
  ])('%j', (check) => {
    expect(failedOf(check)).toBe('first');
  });

  test('what is no JSON has no value in it', () => {
    expect(failedOf({ json: '', is: 'x' }, 'x')).toBe('first');
    expect(failedOf({ json: '' }, 'x')).toBe('first');
  });
});
