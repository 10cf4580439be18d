export { createCrowd } from './crowd.ts';
export { AgentNames } from './agent-names.ts';
export { Random } from './random.ts';
export { ATTACKS, attacksOf } from './attacks/catalogue.ts';
export type { AttackName } from './attacks/catalogue.ts';
export type {
  Attack,
  LyingRequest,
  Replay,
  Rivals,
  SignatureLies,
  Statement,
  Trick,
} from './attacks/attack.ts';
export type {
  AgentIdentity,
  ArrivalName,
  AttackOperation,
  CommandOperation,
  Crowd,
  CrowdSpec,
  GroupSpec,
  Operation,
  ReviewHabit,
  ReviewOperation,
  ReviewQuestion,
  Shard,
  StageSpec,
  Workload,
} from './types.ts';
