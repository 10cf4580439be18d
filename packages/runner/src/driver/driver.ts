import type {
  AttackOperation,
  CommandOperation,
  RequestOperation,
  ReviewOperation,
  ReviewQuestion,
} from '@lighthouse/agent-sim';
import type { Role } from '@lighthouse/contract/api';
import type { Answer } from './answer.ts';
import type { AttackEnd } from './attack/attack-end.ts';
import type { Told, ToldEnrolment, ToldTarget } from './told.ts';

/**
 * An agent's own line to the target: its credential, its session, its connections. What a driver
 * cannot do is left out, and no plan for its target asks for it.
 */
export interface AgentLine {
  /**
   * Opens a session with the agent's credential; what is sent from then on belongs to it. Left out
   * where agents need none.
   */
  openSession?(onAnswer: (answer: Answer<Told>) => void): void;
  command?(operation: CommandOperation, onAnswer: (answer: Answer<Told>) => void): void;
  review?(operation: ReviewOperation, onAnswer: (answer: Answer<Told>) => void): void;
  /** Makes a request ready to be sent, any number of times; or says why it cannot be. */
  prepare?(operation: RequestOperation): SendPrepared | string;
  /** Carries out a lie. Never rejects. */
  attack?(operation: AttackOperation): Promise<AttackEnd>;
  /** Reads back what was acknowledged. */
  readBack?(told: Told, onRead: (sight: Sight) => void): void;
  /** Asks the target who it is. Calls back with nothing when it does not say. */
  askTarget?(onTold: (told: ToldTarget | undefined) => void): void;
  /** Opens the agent's inbox and keeps it open, across broken connections, until `close`. */
  listen?(listener: InboxListener): void;
}

/** Why a request cannot be sent yet: before the name of what no answer has given so far. */
export const NO_VALUE = 'NO_VALUE:';
export type SendPrepared = (onAnswer: (answer: Answer<Told>) => void) => void;

/** What reading back showed: `unknown` when it was not answered. */
export interface Sight {
  readonly kind: 'fresh' | 'stale' | 'leaked' | 'unknown';
  readonly what: string;
}

export interface InboxListener {
  /** A message came that is not for this agent. */
  readonly onAlien?: (what: string) => void;
  /** The same question may come more than once. */
  readonly onQuestion: (question: ReviewQuestion) => void;
  /** The stream broke or was refused; it will be opened again. */
  readonly onBroken: (failure: string) => void;
}

export interface EnrolledAgent {
  /** Index in the run. */
  readonly index: number;
  readonly name: string;
  readonly role: Role;
  /** Which way its requests take; 0 is the direct one. */
  readonly lane: number;
}

/**
 * How a run speaks to a target. Everything that is sent is answered exactly once, be it by a
 * time-out.
 */
export interface Driver {
  /**
   * Gets a credential for a new agent, and with it a line of its own. There is no answer where
   * nothing had to be asked.
   */
  enrol(
    agent: EnrolledAgent,
    onAnswer: (answer: Answer<ToldEnrolment> | undefined, line: AgentLine | undefined) => void,
  ): void;
  /** Number of requests that are not answered yet. */
  readonly inFlight: number;
  /** Ends what has not been answered in time. */
  expire(): void;
  /** Ends everything that has not been answered, now. */
  giveUpAll(failure: string): void;
  close(): void;
}
