import type { BehaviourName } from '@lighthouse/contract/behaviours';
import type { Role } from '@lighthouse/contract/api';
import type { ProposalStatus, StatementKind, TaskStatus } from '@lighthouse/contract/coordination';
import type { Random } from '../random.ts';

/** One way to lie: what is tried, and what a correct server answers. */
export interface Attack {
  readonly behaviour: BehaviourName;
  /** Rows of the list of attacks: docs/byzantine.md. */
  readonly rows: readonly number[];
  /** In words: "it …". */
  readonly tried: string;
  /** The right answer, in words. */
  readonly expected: string;
  readonly right: RightAnswer;
  /** Only agents of this role can play it; all can when left out. */
  readonly role?: Role;
  /** Left out for what follows from a question that an expert is asked. */
  readonly draw?: (scene: Scene) => Trick;
}

/** How the right answer is told from a wrong one. */
export interface RightAnswer {
  /**
   * Problem codes, statuses (`HTTP_431`) or `CLOSED` for a connection that is ended. Any other 4xx
   * refuses the attack as well, but is not what was to be answered.
   */
  readonly refusals: readonly string[];
  /** What makes an acknowledgement (2xx) right; without it, none is. */
  readonly fine?: FineAnswer;
  /** True when it is after a failure of the server: then 500 is a success of the attack. */
  readonly isAfterFailure?: boolean;
}

/**
 * - `first-answer`: the same receipt as the first time
 * - `own-events`: no event of another agent in it
 * - `own-role`: the role that the agent has
 * - `as-ignored`: as if the lie were not there; the audit checks what was stored
 */
export type FineAnswer = 'first-answer' | 'own-events' | 'own-role' | 'as-ignored';

/** Who lies to whom, and with what chance. */
export interface Scene {
  readonly random: Random;
  readonly self: Party;
  /** An honest agent, if there is one. */
  readonly victim: Party;
  /** An idempotency key that the agent has not used. */
  readonly key: string;
  /** The number that the key is made of. */
  readonly number: number;
}

export interface Party {
  readonly name: string;
  readonly role: Role;
}

/** What is done, as plain data; a driver carries it out. */
export type Trick =
  | { readonly kind: 'request'; readonly request: LyingRequest }
  | Replay
  | Rivals
  | Scheme
  | Return
  | { readonly kind: 'bytes'; readonly head: string; readonly repeat: number }
  /** A head that never ends: one more line every `everyMs`, until the server ends it. */
  | { readonly kind: 'drip'; readonly everyMs: number; readonly limitMs: number }
  /** So many requests at once, all of them honest. */
  | { readonly kind: 'flood'; readonly count: number }
  /** So many inbox streams at once. */
  | { readonly kind: 'hoard'; readonly count: number }
  /** Nothing is done where something was asked for. */
  | { readonly kind: 'silence' };

/** Sends again what was sent before. */
export interface Replay {
  readonly kind: 'replay';
  /** A query or a statement of its own, or a statement of an honest agent. */
  readonly of: 'own-query' | 'own-statement' | 'stolen-statement';
  readonly alter?: 'body' | 'path' | 'key';
  /** Another content under the same key, signed anew: only for a statement of its own. */
  readonly content?: string;
  /** Only what was sent before the server's last restart. */
  readonly isAcrossRestart?: boolean;
}

/** Two statements of which only one may be taken, sent at the same moment. */
export interface Rivals {
  readonly kind: 'rivals';
  /** From one session, or from one each. */
  readonly from: 'one-session' | 'twins';
  readonly statements: readonly [Statement, Statement];
}

/**
 * Something that takes several statements: an honest beginning, one after the other, then the lies,
 * all at the same moment, then a look at what came of it. It is about what the first step makes.
 */
export interface Scheme {
  readonly kind: 'scheme';
  readonly before: readonly [Step, ...Step[]];
  readonly lies: readonly Step[];
  /** So many of the lies may be acknowledged; none when left out. */
  readonly takenMax?: number;
  /** What the liar must be shown afterwards. */
  readonly seen?: {
    readonly status: ProposalStatus | TaskStatus;
    /** At most so many votes are counted. */
    readonly votesMax?: number;
  };
}

/** One statement of a scheme. */
export interface Step {
  /** The liar, its second session, or an agent that it has registered for itself. */
  readonly by: Hand;
  readonly state: StatementKind;
  readonly body: Readonly<Record<string, unknown>>;
  readonly key: string;
  /** The number that the key is made of; 0 for partners, whose keys are no agent's of the run. */
  readonly number: number;
  /** Waits so long before. */
  readonly afterMs?: number;
  /** The place in `before` of the claim whose fencing token it names. */
  readonly fenceOf?: number;
}

export type Hand = 'self' | 'twin' | 'partner' | 'second-partner';

/** Comes back with what was taken away: a session that is ended, or a revoked credential. */
export interface Return {
  readonly kind: 'return';
  readonly with: 'ended-session' | 'revoked-credential';
  /** What it tries with it. */
  readonly to: 'store' | 'open-session';
  readonly key: string;
}

export interface Statement {
  readonly op: 'event' | 'review';
  readonly path: string;
  readonly key: string;
  /** The number that the key is made of. */
  readonly number: number;
  readonly body: string;
}

export interface LyingRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Empty when it has none. */
  readonly key: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signed: SignatureLies | 'not' | 'by-token' | 'by-wrong-token';
  /** What the log would hold if it were taken; nothing when left out. */
  readonly leaves?: 'statement' | 'session';
}

/** What a signature says in place of the truth; an empty object is an honest one. */
export interface SignatureLies {
  readonly agent?: string;
  readonly credentialBy?: number;
  readonly session?: string;
  readonly timeByMs?: number;
  readonly secret?: 'other';
  readonly logId?: 'other';
  readonly mac?: 'altered' | 'short' | 'long' | 'not-base64url' | 'missing' | 'doubled';
}
