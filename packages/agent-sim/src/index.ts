export { createCrowd } from './crowd.ts';
export { AgentNames } from './agent-names.ts';
export { Random } from './random.ts';
export { ATTACKS, attacksOf, behavioursOf, type AttackName } from './attacks/catalogue.ts';
export { partnerName } from './attacks/scheme.ts';
export type {
  Attack,
  LyingRequest,
  Replay,
  Return,
  Rivals,
  Scheme,
  SignatureLies,
  Statement,
  Step,
  Trick,
} from './attacks/attack.ts';
export type {
  AttackOperation,
  CommandOperation,
  Crowd,
  CrowdSpec,
  GroupSpec,
  RequestOperation,
  ReviewHabit,
  ReviewOperation,
  ReviewQuestion,
  Shard,
  Workload,
} from './types.ts';
