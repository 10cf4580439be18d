import { assert } from '@lighthouse/contract';
import { BUILTIN_SCENARIOS } from '@lighthouse/scenario-file';

/** What is written into a project that has nothing yet. */
export const FIRST_SCENARIO = `# A first scenario: change it, and run it with lh-run scenarios/first.yaml
# What a scenario may say: docs/scenarios.md of Lighthouse.
name: first
description: Ten agents for eight seconds, on a bridge of their own.
tags: [load]
seed: 1

# Or a bridge that is running: { bridge: 'http://127.0.0.1:8765' }
target: { bridge: embedded }

agents:
  # Builders send commands: risky ones must be approved, complex ones have steps.
  - { role: builder, count: 7, rate: 5/s, mix: { safe: 70, risky: 20, complex: 10 } }
  # Experts answer what they are asked.
  - { role: expert, count: 3 }

load: { ramp: 1s, hold: 8s }

# Who misses one of these gets the verdict bad.
thresholds:
  - 'latency{op:command}': p(95) < 250ms
  - errors: rate < 1%
`;

export const LARGE_SCENARIO = largeScenario();

export const RULES = `# What lh-bridge decides about commands: lh-bridge --rules rules.yaml
# The first rule that matches decides; a star at the end stands for anything.
rules:
  - { action: 'secret.*', decide: deny, reason: agents never touch secrets }
  - { action: 'deploy.*', decide: escalate, reason: an expert looks at every deployment }
`;

export const WORKFLOW = `# Runs the first scenario on every change. Made by lh-doctor --setup; yours to change.
name: lighthouse
on:
  push: { branches: [main] }
  pull_request:
permissions: { contents: read }
jobs:
  run:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22, cache: npm }
      - run: npm ci
      - run: npx lh-doctor --brief
      - run: npx lh-run scenarios/first.yaml --out runs/ci
      - if: always()
        run: npx lh-report runs/ci --github --html runs/ci/report.html --junit runs/ci/junit.xml
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: lighthouse
          path: |
            runs/ci
            !runs/ci/keyring.json
`;

/** By name; npm run lighthouse. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  lighthouse: 'lh-run scenarios/first.yaml',
  'lighthouse:doctor': 'lh-doctor',
  'lighthouse:runs': 'lh-report list',
};

export const IGNORED: readonly string[] = ['/runs/', '/keys/', '/data/'];

function largeScenario(): string {
  const text = BUILTIN_SCENARIOS['large'];
  assert(text !== undefined, 'there is a built-in scenario large');
  return `# The built-in scenario large, to change: lh-doctor --for scenarios/large.yaml\n${text}`;
}
