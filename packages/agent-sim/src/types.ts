import type { CommandRequest, Role } from '@lighthouse/contract/api';
import type { BehaviourName, BehaviourTag } from '@lighthouse/contract/behaviours';
import type { CommandClass } from '@lighthouse/contract/commands';
import type { Trick } from './attacks/attack.ts';
import type { AttackName } from './attacks/catalogue.ts';

/**
 * What a crowd of agents is made of: plain data, part of a run's plan. Everything an agent does
 * follows from it and the agent's index. Times are microseconds since the start of the load.
 */
export interface CrowdSpec {
  /** 0 to 2^32 - 1. */
  readonly seed: number;
  /** Agents start one after the other, evenly over this time. */
  readonly rampUs: number;
  /** No operation is intended at or after this time. */
  readonly endUs: number;
  /**
   * How the load changes; left out when it only begins and ends. The ramp is then that of the
   * sessions alone.
   */
  readonly stages?: {
    /** What a target means: agents at work, or commands a second of all agents together. */
    readonly of: 'agents' | 'rate';
    readonly steps: readonly StageSpec[];
  };
  /** Commands of all honest agents together, in equal parts; left out when time alone ends them. */
  readonly iterations?: number;
  /** Groups follow each other without gaps: the first begins at index 0. */
  readonly groups: readonly GroupSpec[];
}

/** The load changes evenly over the duration, from what it was to the target. */
export interface StageSpec {
  readonly durationUs: number;
  readonly target: number;
}

export interface GroupSpec {
  readonly role: Role;
  /** `honest`, the one behaviour that its agents have, or `mixed` when they have several. */
  readonly behaviour: BehaviourTag;
  /** How its agents lie; left out for honest ones. */
  readonly lies?: LyingHabit;
  readonly firstIndex: number;
  readonly count: number;
  /** What its agents do of their own accord; null for those who only answer. */
  readonly workload: Workload | null;
  /** How its agents answer requests for review; null for those who are never asked. */
  readonly review: ReviewHabit | null;
  /** Commands of each agent; left out when time alone ends them. */
  readonly iterations?: number;
  /** Its agents come so much later; left out when they do not. */
  readonly startUs?: number;
}

export interface LyingHabit {
  readonly behaviours: readonly BehaviourName[];
  /** Agents of one band do the same to the same victim. */
  readonly band?: string;
}

export type ArrivalName = 'constant' | 'poisson' | 'bursty';

export interface Workload {
  /** Of each agent; 0 when it thinks. */
  readonly ratePerSecond: number;
  /** Mean time from an answer to the next command: the closed model. Left out in the open one. */
  readonly thinkUs?: number;
  readonly arrival: ArrivalName;
  /** Shares, in any unit. */
  readonly mix: { readonly safe: number; readonly risky: number; readonly complex: number };
  /** Steps of a complex command. */
  readonly stepCount: number;
  /** Of each command, and of each step. */
  readonly contentBytes: number;
  /** Share of the acknowledged commands that are read back; left out for none. */
  readonly readBackShare?: number;
  /** Instead of commands: requests to a server that is no bridge. */
  readonly requests?: RequestChoice;
}

/** Which of a list of requests comes next. */
export interface RequestChoice {
  readonly count: number;
  /** Shares by place, in any unit; left out when they come one after the other. */
  readonly shares?: readonly number[];
}

export interface ReviewHabit {
  /** 0 to 1. */
  readonly approveShare: number;
  /** Mean of an exponential distribution. */
  readonly delayMeanUs: number;
}

export interface AgentIdentity {
  /** Number of the agent in the run, from 0. */
  readonly index: number;
  readonly name: string;
  readonly role: Role;
  readonly behaviour: BehaviourTag;
  /** Number of its group in the specification. */
  readonly group: number;
  /** When it starts; Infinity when it never does. */
  readonly startUs: number;
}

/** Something an agent does of its own accord. */
export interface CommandOperation {
  readonly kind: 'command';
  /** Index of the agent. */
  readonly agent: number;
  /** Number of the operation among the agent's, from 1. */
  readonly number: number;
  /** Idempotency key: the agent's name and the number. */
  readonly key: string;
  /** When it is intended. */
  readonly atUs: number;
  readonly commandClass: Exclude<CommandClass, 'forbidden'>;
  readonly request: CommandRequest;
}

/** A request to a server that is no bridge, by its place in the list of the plan. */
export interface RequestOperation {
  readonly kind: 'request';
  readonly agent: number;
  readonly number: number;
  readonly key: string;
  readonly atUs: number;
  readonly place: number;
}

/** What an expert is asked. All but `command` follow from the plan, and so does the verdict. */
export interface ReviewQuestion {
  readonly command: string;
  readonly action: string;
  readonly target: string;
  /** Name of the agent that submitted the command. */
  readonly agent: string;
}

/** What an expert answers. */
export interface ReviewOperation {
  readonly kind: 'review';
  readonly agent: number;
  readonly number: number;
  readonly key: string;
  /** How long after the question was delivered the answer is intended. */
  readonly afterUs: number;
  readonly command: string;
  readonly request: { readonly verdict: 'approve' | 'reject'; readonly reason: string };
}

/** A lie that an agent tells of its own accord, or in place of an answer. */
export interface AttackOperation {
  readonly kind: 'attack';
  readonly agent: number;
  readonly number: number;
  readonly key: string;
  /** When it is intended; 0 in place of an answer: at once. */
  readonly atUs: number;
  readonly name: AttackName;
  readonly trick: Trick;
}

export type Operation = CommandOperation | ReviewOperation | RequestOperation;

export interface Presence {
  readonly isPresent: boolean;
  /** Infinity when it stays so. */
  readonly untilUs: number;
}

/**
 * Which agents of the crowd: index = first, first + step, first + 2 * step … A whole crowd is {
 * first: 0, step: 1 }.
 */
export interface Shard {
  readonly first: number;
  readonly step: number;
}

/**
 * The agents of one shard. `position` counts them from 0 to size - 1, for arrays beside this one.
 * What an agent does depends on the specification and its index alone, not on the shard.
 */
export interface Crowd {
  readonly size: number;
  identity(position: number): AgentIdentity;
  /**
   * When the agent's next operation is intended; Infinity when it has no more, or waits for an
   * answer. Never decreases.
   */
  nextAtUs(position: number): number;
  /** Takes that operation; the agent moves on to the one after. Undefined when it has no more. */
  next(position: number): CommandOperation | RequestOperation | AttackOperation | undefined;
  /** An agent that thinks has its answer: it thinks from this time on. No-op for others. */
  answered(position: number, atUs: number): void;
  /** Whether the agent is at work at a time of the load, and until when that stays so. */
  presence(position: number, atUs: number): Presence;
  /** Honest commands that it has to intend and did not yet; 0 when only time ends it. */
  iterationsLeft(position: number): number;
  /** Decides on a question. Ask once a question: each call uses up operation numbers. */
  review(position: number, question: ReviewQuestion): ReviewOperation | AttackOperation;
}
