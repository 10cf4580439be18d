export { BUILTIN_SCENARIOS } from './builtin.ts';
export { resolveWorkload, REVIEW_DEFAULTS, sloMetric, WORKLOAD_DEFAULTS } from './defaults.ts';
export {
  LOAD_DEFAULTS,
  loadTimes,
  meanShare,
  stagesOf,
  targetOf,
  totalRate,
} from './load-times.ts';
export { faultIds } from './fault-ids.ts';
export { selectsAgent } from './fault-agents.ts';
export { withLiarShare } from './liar-share.ts';
export { loadScenario } from './load-scenario.ts';
export { applyOverrides } from './overrides.ts';
export { readScenario } from './read-scenario.ts';
export { templatesOf, textsIn } from './http-checks.ts';
export { parseTemplate, placeholdersOf } from './template.ts';
export type { Placeholder, TemplatePart } from './template.ts';
export type { LoadedScenario } from './load-scenario.ts';
export type { Overrides } from './overrides.ts';
