export { EXIT, exitCodeOf } from './exit-codes.ts';
export type { ExitCode, VerdictValue } from './exit-codes.ts';
export { assert, ERROR_CODES, exitCodeForError, hasErrorCode, LighthouseError } from './errors.ts';
export type { ErrorCode, ErrorDetails } from './errors.ts';
export { isName, NAME_PATTERN } from './names.ts';
export { closestName } from './closest-name.ts';
export { parseDurationMs, parseRatePerSecond } from './units.ts';
export { EVENT_KINDS } from './event-kinds.ts';
export type { EventKind } from './event-kinds.ts';
export {
  formatAuthorization,
  NONCE_WINDOW,
  parseAuthorization,
  textToSign,
} from './request-signature.ts';
export type { RequestSignature, SignedParts } from './request-signature.ts';
export {
  METRICS,
  METRIC_TAGS,
  parseMetricSelector,
  parseThresholdLimit,
  samplesNeededFor,
} from './threshold.ts';
export type { Metric, MetricSelector, MetricTag, SliceTag, ThresholdLimit } from './threshold.ts';
export { ARRIVALS, INVARIANTS, SCENARIO_LIMITS, scenarioSchema } from './scenario.ts';
export type { AgentGroup, Invariant, Scenario, ScenarioInput, Stage } from './scenario.ts';
export { RESULT_SCHEMA, RESULT_SCHEMA_VERSION, resultSchema, SLICE_TAGS } from './result.ts';
export { RUN_FILES, SUITE_FILES, UNFINISHED_RUN } from './run-files.ts';
export type { Audit, Distribution, OutcomeCounts, Result, Series, Slice } from './result.ts';
export { jsonSchemas } from './json-schemas.ts';
