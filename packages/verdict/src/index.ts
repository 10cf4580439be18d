export { acknowledgedParts } from './acknowledged-parts.ts';
export { figuresOf } from './slice-figures.ts';
export { HeatMapBuilder } from './heat-map-builder.ts';
export {
  byCountThenName,
  joinDistributions,
  joinSlices,
  sumByName,
  sumCounts,
} from './join-slices.ts';
export { judgeInvariants } from './judge-invariants.ts';
export { badVerdict, judgeRun } from './judge-run.ts';
export { judgeSlo, sloName } from './judge-slo.ts';
export { judgeThresholds, thresholdToAbortFor } from './judge-thresholds.ts';
export { sloFigures } from './slo-figures.ts';
export { Trend, TREND_US_MAX } from './trend.ts';
export { splitReasons, verdictReasons } from './verdict-reasons.ts';
export type { JudgedRun } from './judge-run.ts';
export type { RunFigures } from './figures.ts';
export type { SloEvents, SloFigures, SloResult } from './slo-figures.ts';
export type { StretchFigures } from './slice-figures.ts';
export type { TrendDelta } from './trend.ts';
export type { VerdictReason } from './verdict-reasons.ts';
