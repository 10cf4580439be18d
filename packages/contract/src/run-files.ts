/** Files of a run's folder. */
export const RUN_FILES = {
  result: 'result.json',
  plan: 'plan.json',
  scenario: 'scenario.yaml',
  report: 'report.html',
  log: 'log',
  keyRing: 'keyring.json',
  history: 'history',
  /** Is there while the result is to be stored in a database and is not yet. */
  notStored: 'not-stored.json',
  bridgeOutput: 'bridge.log',
} as const;

/** Files of a suite's folder, beside the folders of its runs. */
export const SUITE_FILES = { suite: 'suite.json' } as const;

/** `run.interrupted` of a result that was written on the way: of a run that was killed, or runs. */
export const UNFINISHED_RUN = 'it was killed, or it still runs';
