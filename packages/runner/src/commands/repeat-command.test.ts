import { expect, test } from '@jest/globals';
import { repeatCommand } from './repeat-command.ts';

const NOTHING = {
  out: undefined,
  workers: undefined,
  enrolTokenFile: undefined,
  log: undefined,
  key: undefined,
  noReport: false,
  dashboard: undefined,
  metricsPort: undefined,
  stream: [],
  shard: undefined,
  otlp: undefined,
  results: undefined,
  resultsFile: undefined,
};

test('what was given is repeated, where the result went is not', () => {
  const args = { ...NOTHING, scenario: 'small', seed: 7, rate: '5/s', out: 'here' };
  expect(repeatCommand(args)).toBe('lh-run small --seed 7 --rate 5/s');
});

test('a word that a shell would take apart is quoted', () => {
  expect(repeatCommand({ ...NOTHING, scenario: "it's $HOME.yaml" })).toBe(
    "lh-run 'it'\\''s $HOME.yaml'",
  );
});
