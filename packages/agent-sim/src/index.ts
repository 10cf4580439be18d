export { createCrowd } from './crowd.ts';
export { AgentNames } from './agent-names.ts';
export { Random } from './random.ts';
export type {
  AgentIdentity,
  ArrivalName,
  BehaviourName,
  CommandOperation,
  Crowd,
  CrowdSpec,
  GroupSpec,
  Operation,
  ReviewHabit,
  ReviewOperation,
  ReviewQuestion,
  Shard,
  Workload,
} from './types.ts';
