export { askedAddress, parseAddress } from './address.ts';
export { ResultsStore } from './results-store.ts';
export type { AskedResults, ResultsAddress } from './address.ts';
export type { RunFigures, RunToStore, StoredRun } from './stored-run.ts';
