import { describe, expect, test } from '@jest/globals';
import { hasErrorCode } from '@lighthouse/contract';
import type { LighthouseError } from '@lighthouse/contract';
import fc from 'fast-check';
import { readScenario, SCENARIO_BYTES_MAX } from './read-scenario.ts';

function read(text: string): ReturnType<typeof readScenario> {
  return readScenario(new TextEncoder().encode(text), 'a.yaml');
}

function failure(text: string): LighthouseError {
  try {
    read(text);
  } catch (error) {
    if (hasErrorCode(error, 'LH_CONFIG')) return error;
    throw error;
  }
  throw new Error('was accepted');
}

/** All problems, one a line, as `line:column: message`. */
function problems(text: string): string[] {
  const { message, facts } = failure(text);
  const rows = Object.entries(facts).map(([place, what]) => `${place}: ${what}`);
  return (rows.length > 0 ? rows : [message]).map((row) => row.replace(/^a\.yaml:/, ''));
}

const AGENTS = 'agents:\n  - { role: builder, count: 1, rate: 1/s }\n';

test('YAML and JSON are read alike', () => {
  const yaml = read(`name: x\nseed: 7\n${AGENTS}`);
  const json = read('{"name":"x","seed":7,"agents":[{"role":"builder","count":1,"rate":"1/s"}]}');
  expect(json).toEqual(yaml);
  expect(yaml).toMatchObject({ name: 'x', seed: 7, load: { drain: '5s' } });
});

test.each([
  [
    'an unknown key',
    `name: x\nsede: 7\n${AGENTS}`,
    ['2:1: unknown key "sede"; did you mean "seed"?'],
  ],
  [
    'an unknown key deep inside',
    'name: x\nagents:\n  - role: builder\n    count: 1\n    ratte: 1/s\n',
    ['5:5: unknown key "ratte"; did you mean "rate"?'],
  ],
  [
    'a mistyped key that is required',
    'nam: x\nagents: [{ role: builder, count: 1 }]\n',
    ['1:1: unknown key "nam"; did you mean "name"?'],
  ],
  [
    'an unknown key like no other',
    `name: x\nload: { banana: 1s }\n${AGENTS}`,
    ['2:9: unknown key "banana"; there are ramp, hold, stages, iterations, warmup, drain, timeout'],
  ],
  ['a wrong type', `name: x\nseed: many\n${AGENTS}`, ['2:7: expected a number, got "many"']],
  ['a fraction', `name: x\nseed: 1.5\n${AGENTS}`, ['2:7: expected a whole number, got 1.5']],
  [
    'a negative count',
    'name: x\nagents:\n  - { role: builder, count: -1 }\n',
    ['3:29: -1 is too small: at least 1'],
  ],
  [
    'a duration without a unit',
    `name: x\nload: { hold: 5 }\n${AGENTS}`,
    ['2:15: not a duration: write 500ms, 30s, 1m30s or 2h'],
  ],
  [
    'a bad duration',
    `name: x\nload:\n  hold: soon\n${AGENTS}`,
    ['3:9: not a duration: write 500ms, 30s, 1m30s or 2h'],
  ],
  [
    'a duration of nothing',
    `name: x\nload: { hold: 0s }\n${AGENTS}`,
    ['2:15: must be longer than nothing'],
  ],
  [
    'a duration of years',
    `name: x\nload: { hold: 9000h }\n${AGENTS}`,
    ['2:15: too long: at most 720h'],
  ],
  [
    'a word that is not a role',
    'name: x\nagents: [{ role: bilder, count: 1 }]\n',
    ['2:18: "bilder" is not one of builder, expert; did you mean "builder"?'],
  ],
  ['a missing key', 'name: x\nagents: [{ role: builder }]\n', ['2:10: "count" is missing']],
  [
    'a target that is nothing',
    `name: x\ntarget: { bridge: here }\n${AGENTS}`,
    ['2:19: "here" is neither "embedded" nor a URL (http or https)'],
  ],
  [
    'an unknown metric',
    `name: x\nthresholds:\n  - latenzy: p(99) < 1ms\n${AGENTS}`,
    [
      '3:5: no metric "latenzy": there are latency, service_time, send_delay, connection_wait, errors, dropped, operations; did you mean "latency"?',
    ],
  ],
  [
    'a metric of k6',
    `name: x\nthresholds:\n  - http_req_failed: rate < 1%\n${AGENTS}`,
    [
      '3:5: no metric "http_req_failed": there are latency, service_time, send_delay, connection_wait, errors, dropped, operations; did you mean "errors"?',
    ],
  ],
  [
    'a limit that does not fit',
    `name: x\nthresholds:\n  - { metric: errors, limit: p(99) < 1 }\n${AGENTS}`,
    ['3:30: errors has no p: it has rate, count'],
  ],
  [
    'a threshold with a mistyped key',
    `name: x\nthresholds:\n  - { metric: errors, limt: rate < 1 }\n${AGENTS}`,
    ['3:23: unknown key "limt"; did you mean "limit"?'],
  ],
  [
    'a tag that selects nothing',
    `name: x\nthresholds:\n  - 'latency{op:comand}': p(99) < 1ms\n${AGENTS}`,
    ['3:5: no op is called "comand": there are session, command, review; did you mean "command"?'],
  ],
  [
    'an expert with a rate',
    'name: x\nagents:\n  - { role: expert, count: 1, rate: 1/s }\n',
    ['3:31: experts have no "rate": they work when they are asked'],
  ],
  [
    'more agents than are possible',
    'name: x\nagents:\n  - { role: builder, count: 60000 }\n  - { role: builder, count: 60000 }\n',
    ['3:3: 120000 agents are too many: at most 100000 in all'],
  ],
  [
    'a command larger than a request may be',
    'name: x\nagents: [{ role: builder, count: 1, complexity: 64, contentBytes: 65536 }]\n',
    ['2:67: a complex command would be 4268160 bytes: at most 1048576'],
  ],
  [
    'a rate beyond reason',
    'name: x\nagents: [{ role: builder, count: 1, rate: 20000/s }]\n',
    ['2:43: too fast: at most 10000/s for each agent'],
  ],
  [
    'a kind of fault that there is not',
    `name: x\nfaults: [{ kind: latncy, at: 1s, for: 1s }]\n${AGENTS}`,
    [expect.stringMatching(/^2:18: "latncy" is not one of latency, .* did you mean "latency"\?$/)],
  ],
  [
    'a key of another kind of fault',
    `name: x\nfaults: [{ kind: kill, at: 1s, for: 1s }]\n${AGENTS}`,
    ['2:32: unknown key "for"; there are kind, id, at, optional, restartAfter'],
  ],
  [
    'a fault that outlasts the load',
    `name: x\nfaults: [{ kind: pause, at: 5s, for: 10s }]\n${AGENTS}`,
    ['2:38: lasts longer than the load (11 s), so that nothing is seen of its end'],
  ],
  [
    'a fault of nobody',
    `name: x\nfaults: [{ kind: down, at: 1s, for: 1s, agents: { role: expert } }]\n${AGENTS}`,
    ['2:49: no agent is of this kind'],
  ],
  [
    'two faults of one name',
    `name: x\nfaults: [{ id: f2, kind: kill, at: 1s }, { kind: kill, at: 3s }]\n${AGENTS}`,
    ['2:42: two faults are called "f2"'],
  ],
  [
    'a threshold on a fault that there is not',
    `name: x\nthresholds:\n  - 'latency{fault:f1}': p(99) < 1ms\n${AGENTS}`,
    ['3:5: no fault is called "f1": there are none'],
  ],
  ['a list', '- 1\n', ['1:1: expected a mapping, got a list']],
  ['nothing', '', ['1:1: expected a mapping, got nothing']],
  [
    'a key twice',
    `name: x\nname: y\n${AGENTS}`,
    ['2:1: this key stands above already: leave one of them out'],
  ],
  [
    'two documents',
    `name: x\n${AGENTS}---\nname: y\n`,
    ['4:1: a second document begins here: a file is one scenario'],
  ],
])('%s is named with its place', (_what, text, expected) => {
  expect(problems(text)).toEqual(expected);
});

test('every problem is listed, in the order of the file', () => {
  const text =
    'name: 5\nsede: 1\nagents:\n  - { role: builder, count: 0 }\n  - { role: expert }\nload:\n  hold: x\n';
  expect(problems(text)).toEqual([
    '1:7: expected a text, got 5',
    '2:1: unknown key "sede"; did you mean "seed"?',
    '4:29: 0 is too small: at least 1',
    '5:5: "count" is missing',
    '7:9: not a duration: write 500ms, 30s, 1m30s or 2h',
  ]);
  expect(failure(text).message).toBe('a.yaml:1:7: expected a text, got 5 (and 4 more)');
});

test('every syntax error is listed', () => {
  const rows = problems('name: [1\nseed: "x\nload: {]\n');
  expect(rows.length).toBeGreaterThan(1);
  for (const row of rows) expect(row).toMatch(/^\d+:\d+: \S/);
});

test.each([
  ['a tab', 'name: x\nagents:\n\t- { count: 1 }\n', '3:1: a tab is no indentation: use spaces'],
  [
    'a list out of line',
    'name: x\nagents:\n  - count: 1\n   role: builder\n',
    '4:1: Sequence item without - indicator; is it indented as its neighbours are?',
  ],
  [
    'a colon in a text',
    `name: a: b\n${AGENTS}`,
    '1:7: Nested mappings are not allowed in compact mappings; put a text with ": " in it between quotes',
  ],
])('%s is told with what to do about it', (_what, text, message) => {
  expect(problems(text)).toEqual([message]);
});

describe('hostile files', () => {
  test('a file beyond the limit is refused unread', () => {
    const text = `name: x\n${AGENTS}# ${'x'.repeat(SCENARIO_BYTES_MAX)}\n`;
    expect(failure(text).message).toContain('too large for a scenario');
  });

  test('bytes that are not UTF-8 are refused', () => {
    const bytes = Uint8Array.of(0x6e, 0xff, 0xfe);
    expect(() => readScenario(bytes, 'a.yaml')).toThrow('a.yaml:1:1: not a text in UTF-8');
  });

  test('endless aliases are refused', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [name, of] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf'].map((pair) => pair.split(''))) {
      lines.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${of}`).join(', ')}]`);
    }
    expect(failure(lines.join('\n')).message).toBe(
      'a.yaml:2:8: too much is repeated by aliases: at most 200 times the same',
    );
  });

  test('a hundred groups may repeat the same mix, and more aliases than that end quickly', () => {
    const group = (mix: string) => `  - { count: 1, mix: ${mix} }\n`;
    const groups = `agents:\n${group('&m { safe: 1 }')}${group('*m').repeat(99)}`;
    expect(read(`name: x\n${groups}`).agents).toHaveLength(100);
    const many = `name: x\nagents: [&m 1${', *m'.repeat(60_000)}]\n`;
    expect(failure(many).message).toContain('too much is repeated');
  });

  test.each([
    ['of nothing', '*m', '2:27: *m repeats nothing: there is no &m above'],
    ['within itself', '&m { safe: *m }', '2:38: *m stands within what it repeats'],
  ])('an alias %s is refused at its place', (_what, mix, message) => {
    expect(problems(`name: x\nagents: [{ count: 1, mix: ${mix} }]\n`)).toEqual([message]);
  });

  test('endless nesting is refused', () => {
    expect(failure(`a: ${'['.repeat(100_000)}`).message).toMatch(
      /^a\.yaml:1:\d+: nested too deeply/,
    );
  });

  test('keys of JavaScript are unknown keys', () => {
    expect(problems(`name: x\n__proto__: { seed: 3 }\nconstructor: 1\n${AGENTS}`)).toEqual([
      expect.stringMatching(/^2:1: unknown key "__proto__"/),
      expect.stringMatching(/^3:1: unknown key "constructor"/),
    ]);
    expect(({} as { seed?: number }).seed).toBeUndefined();
  });

  test('any text is read or refused with a place', () => {
    const token = fc.constantFrom(
      'name',
      ':',
      ' ',
      '\n',
      '- ',
      '{',
      '}',
      '[',
      '"',
      '&a',
      '*a',
      '!x',
      '#',
      '1',
      '\t',
      '|',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(token, fc.string()), { maxLength: 30 }), (parts) => {
        expect(failure(parts.join('')).message).toMatch(/^a\.yaml:\d+:\d+: /);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a load', () => {
  const staged = (stages: string, rest = '') =>
    `name: x\n${AGENTS}load: { ${rest}stages: ${stages} }\n`;

  test.each([
    [
      'think and rate',
      'name: x\nagents: [{ role: builder, count: 1, rate: 1/s, think: 1s }]\n',
      'an agent has a rate, or it thinks between commands: leave one out',
    ],
    [
      'a liar that thinks',
      'name: x\nagents: [{ role: builder, count: 1, think: 1s, behaviour: replay }]\n',
      'liars wait for no answer: give them a rate',
    ],
    [
      'stages and hold',
      staged('[{ duration: 1s, target: 1 }]', 'hold: 1s, '),
      'the stages say how long the load lasts: leave it out',
    ],
    [
      'stages and ramp',
      staged('[{ duration: 1s, target: 1 }]', 'ramp: 1s, '),
      'the stages say when agents start: leave it out',
    ],
    [
      'targets of two kinds',
      staged('[{ duration: 1s, target: 1 }, { duration: 1s, target: 5/s }]'),
      'the targets are all agents (50), or all rates (200/s)',
    ],
    [
      'a peak that is not the number of agents',
      staged('[{ duration: 1s, target: 3 }]'),
      'the highest target is 3, but the groups have 1 agents in all: make them equal',
    ],
    [
      'a target that is none',
      staged('[{ duration: 1s, target: half }]'),
      'not a target: write a number of agents (50), or a rate of all of them together (200/s)',
    ],
    ['no time at all', staged('[{ duration: 0s, target: 1 }]'), 'must last longer than nothing'],
    [
      'a warm-up that never ends',
      staged('[{ duration: 1s, target: 1 }]', 'warmup: 1s, '),
      'lasts as long as the load: nothing would be counted',
    ],
    [
      'a delay of nothing',
      `name: x\n${AGENTS}thresholds: [{ metric: errors, limit: rate < 1%, delayAbortEval: 1s }]\n`,
      'delays abortOnFail, which is not asked for',
    ],
  ])('with %s is refused', (_what, text, message) => {
    expect(problems(text).join('\n')).toContain(message);
  });

  test('of stages may have a target of a rate, or of agents', () => {
    expect(read(staged('[{ duration: 1s, target: 5/s }]')).load.stages).toHaveLength(1);
    expect(read(staged('[{ duration: 1s, target: 1 }]')).load.stages).toHaveLength(1);
  });
});
