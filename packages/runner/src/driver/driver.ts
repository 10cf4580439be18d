import type {
  AttackOperation,
  CommandOperation,
  ReviewOperation,
  ReviewQuestion,
} from '@lighthouse/agent-sim';
import type { Role } from '@lighthouse/contract/api';
import type { Answer } from './answer.ts';
import type { AttackEnd } from './attack/attack-end.ts';
import type { Told, ToldEnrolment, ToldSession, ToldTarget } from './told.ts';

/** An agent's own line to the target: its credential, its session, its connections. */
export interface AgentLine {
  /** Opens a session with the agent's credential; what is sent from then on belongs to it. */
  openSession(onAnswer: (answer: Answer<ToldSession>) => void): void;
  command(operation: CommandOperation, onAnswer: (answer: Answer<Told>) => void): void;
  review(operation: ReviewOperation, onAnswer: (answer: Answer<Told>) => void): void;
  /** Carries out a lie. Never rejects. Left out by drivers that cannot lie. */
  attack?(operation: AttackOperation): Promise<AttackEnd>;
  /** Reads back what was acknowledged. Left out by drivers that cannot. */
  readBack?(told: Told, onRead: (sight: Sight) => void): void;
  /** Asks the target who it is. Calls back with nothing when it does not say. */
  askTarget(onTold: (told: ToldTarget | undefined) => void): void;
  /** Opens the agent's inbox and keeps it open, across broken connections, until `close`. */
  listen(listener: InboxListener): void;
}

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

/**
 * How a run speaks to a target. Everything that is sent is answered exactly once, be it by a
 * time-out.
 */
export interface Driver {
  /** Gets a credential for a new agent, and with it a line of its own. */
  enrol(
    /** `lane`: which way its requests take; 0 is the direct one. */
    agent: { readonly name: string; readonly role: Role; readonly lane: number },
    onAnswer: (answer: Answer<ToldEnrolment>, line: AgentLine | undefined) => void,
  ): void;
  /** Number of requests that are not answered yet. */
  readonly inFlight: number;
  /** Ends what has not been answered in time. */
  expire(): void;
  /** Ends everything that has not been answered, now. */
  giveUpAll(failure: string): void;
  close(): Promise<void>;
}
