/** Files of a run's folder. */
export const RUN_FILES = {
  result: 'result.json',
  plan: 'plan.json',
  scenario: 'scenario.yaml',
  report: 'report.html',
  log: 'log',
  keyRing: 'keyring.json',
  history: 'history',
  bridgeOutput: 'bridge.log',
} as const;

/** Files of a suite's folder, beside the folders of its runs. */
export const SUITE_FILES = { suite: 'suite.json' } as const;
