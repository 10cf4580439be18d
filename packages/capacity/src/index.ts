export { countedDemands, measuredDemands, shareTaken } from './demands.ts';
export { keptBytes } from './memory.ts';
export { needsOf, scaleNeeds } from './needs.ts';
export { predict, scarcest } from './predict.ts';
export type { Demand } from './demands.ts';
