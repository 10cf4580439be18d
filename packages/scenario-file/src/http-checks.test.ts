import { describe, expect, test } from '@jest/globals';
import { applyOverrides } from './overrides.ts';
import { readScenario } from './read-scenario.ts';

const read = (text: string) => readScenario(new TextEncoder().encode(text), 'shop.yaml');

function scenario(target: string, rest = 'agents: [{ count: 1 }]'): string {
  return `name: shop\ntarget: { http: 'http://shop.test:8080', ${target} }\n${rest}\n`;
}

const ONE = 'requests: [{ name: look, path: / }]';

test('a scenario for another server asks nothing that only a log could answer', () => {
  const { invariants, agents, target } = read(scenario(ONE));
  expect(invariants).toEqual([]);
  expect(agents).toEqual([{ role: 'builder', count: 1 }]);
  expect(target).toMatchObject({ health: '/', requests: [{ method: 'GET', headers: {} }] });
});

describe('what makes no sense is said, with its place', () => {
  test.each([
    [
      scenario('requests: [{ name: a, path: "/{{cart}}" }]'),
      'shop.yaml:2:70: {{cart}} is extracted by no request',
    ],
    [scenario('requests: [{ name: a, path: "/{{data.x}}" }]'), 'needs a file of rows'],
    [
      scenario('requests: [{ name: a, path: / }, { name: a, path: / }]'),
      'two requests are called "a"',
    ],
    [scenario('requests: [{ name: command, path: / }]'), 'has a meaning of its own'],
    [scenario('requests: [{ name: a, path: /, body: x }]'), 'a GET has no body'],
    [
      scenario('requests: [{ name: a, method: POST, path: /, body: x, json: 1 }]'),
      'has a body already',
    ],
    [
      scenario('requests: [{ name: a, path: /, headers: { Connection: close } }]'),
      'written by lh-run itself',
    ],
    [
      scenario('requests: [{ name: a, path: /, extract: { x: { regex: "(" } } }]'),
      'not a regular expression',
    ],
    [
      scenario('requests: [{ name: a, path: /, check: { x: { text: "{{cart}}" } } }]'),
      '{{cart}} is extracted by no request',
    ],
    [
      scenario('requests: [{ name: a, path: /, check: { x: { json: /a, is: ["{{now.ms}}"] } } }]'),
      '{{now.ms}} gives another value here than in the request',
    ],
    [
      scenario('requests: [{ name: a, method: HEAD, path: /, check: { x: { json: /a } } }]'),
      'the answer to a HEAD has no body',
    ],
    [scenario('requests: [{ name: a, path: /, check: { X: { text: a } } }]'), '"X": not a name'],
    [scenario('requests: [{ name: a, path: /, headers: { "a b": x } }]'), '"a b": not a name of'],
    [
      scenario('requests: [{ name: a, path: /, extract: { x: { jsn: /a } } }]'),
      'unknown key "jsn"; did you mean "json"?',
    ],
    [
      scenario('requests: [{ name: a, path: /, check: { x: { json: /a, equals: 1 } } }]'),
      'unknown key "equals"; there are json, is, regex',
    ],
    [scenario('requests: [{ name: a, path: /, timeout: 0s }]'), 'must be between 1ms and 24h'],
    [scenario('requests: [{ name: a, path: /, timeout: 5 }]'), 'not a duration'],
    [scenario('requests: [{ name: a, path: nowhere }]'), 'must begin with /'],
    [scenario('requests: [{ name: a, path: /, expects: 200 }]'), 'did you mean "expect"?'],
    [scenario('request: []'), 'unknown key "request"; did you mean "requests"?'],
    [scenario(`${ONE}, ca: ca.pem`), 'ca is for https'],
    [
      scenario(ONE, 'agents: [{ count: 1, mix: { lok: 1 } }]'),
      'unknown key "lok"; did you mean "look"?',
    ],
    [
      scenario(ONE, 'agents: [{ count: 1, contentBytes: 5 }]'),
      'only a bridge knows "contentBytes"',
    ],
    [scenario(ONE, 'agents: [{ count: 1, role: expert }]'), 'only a bridge has experts'],
    [scenario(ONE, 'agents: [{ count: 1, behaviour: replay }]'), 'they can only be honest'],
    [scenario(ONE, 'agents: [{ count: 1 }]\ninvariants: [nothing-lost]'), 'in the log of a bridge'],
    [
      scenario(ONE, 'agents: [{ count: 1 }]\nfaults: [{ kind: kill, at: 1s, restartAfter: 1s }]'),
      'kill needs a bridge',
    ],
    [
      scenario(ONE, 'agents: [{ count: 1 }]\nfaults: [{ kind: corrupt, at: 1s, for: 1s }]'),
      'corrupt needs the log',
    ],
    [
      scenario(ONE, "agents: [{ count: 1 }]\nthresholds: [{ 'latency{op:command}': p(95) < 1s }]"),
      'no op is called "command": there are look',
    ],
    [
      'name: x\ntarget: { http: "http://a/b", requests: [{ name: a, path: / }] }\nagents: [{ count: 1 }]',
      'name the server only',
    ],
  ])('%#', (text, message) => {
    let said = '';
    try {
      read(text);
    } catch (error) {
      said = error instanceof Error ? error.message : '';
    }
    expect(said).toContain(message);
  });
});

test('a mix of a bridge still names classes of commands', () => {
  expect(() => read('name: x\nagents: [{ count: 1, mix: { saef: 1 } }]')).toThrow(
    'unknown key "saef"; did you mean "safe"?',
  );
});

describe('flags', () => {
  const https = read(scenario(ONE).replace('http://', 'https://'));

  test('--target changes the server and keeps its requests', () => {
    const { target } = applyOverrides(https, { target: 'https://other.test', insecure: true });
    expect(target).toMatchObject({ http: 'https://other.test', insecure: true });
    expect(target).toHaveProperty('requests');
  });

  test('a scenario for another server cannot be run on a bridge of its own', () => {
    expect(() => applyOverrides(https, { target: 'embedded' })).toThrow('name its URL');
  });

  test('--insecure and --ca are for https', () => {
    expect(() => applyOverrides(read(scenario(ONE)), { insecure: true })).toThrow('is for https');
    expect(() => applyOverrides(read('name: x\nagents: [{ count: 1 }]'), { ca: 'c' })).toThrow(
      '--ca',
    );
  });
});
