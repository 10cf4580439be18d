import type { Audit } from '@lighthouse/contract';
import type { StoredEvent } from '@lighthouse/event-store';
import type { AgentNames } from './audit-input.ts';
import type { AuditFindings } from './audit-findings.ts';

/** A review is looked for every now and then: so much later than it was due is no guilt. */
const LATE_US_MAX = 2_000_000;

interface Asked {
  readonly expert: string;
  readonly seq: number;
  readonly dueUs: number;
}

/**
 * Looks what became of the questions that went to experts who answer none: each must be decided
 * without them when its time is over. Memory: the questions that are open.
 */
export class SilenceCheck {
  readonly #isSilent: (agent: number) => boolean;
  readonly #agents: AgentNames;
  readonly #open = new Map<string, Asked>();
  #asked = 0;
  #lastUs = 0;

  constructor(isSilent: (agent: number) => boolean, agents: AgentNames) {
    this.#isSilent = isSilent;
    this.#agents = agents;
  }

  /** Takes the events of a log in their order. */
  add({ type, stream, correlation = '', payload, seq, tsUs }: StoredEvent): void {
    this.#lastUs = tsUs;
    if (type !== 'review.requested') {
      if (ENDS.has(type)) this.#open.delete(correlation);
      return;
    }
    const agent = this.#agents.indexOf(stream);
    if (agent === undefined || !this.#isSilent(agent)) return;
    this.#asked += 1;
    this.#open.set(correlation, { expert: stream, seq, dueUs: dueUs(payload) });
  }

  /**
   * Convicts what was never decided, and gives the counts; undefined when nobody was asked. When
   * the clock of the target was set, nothing is known of when a question was due.
   */
  result(findings: AuditFindings, isClockSet: boolean): DoneAudit['unanswered'] {
    if (this.#asked === 0) return undefined;
    const open = [...this.#open];
    const isOverdue = ({ dueUs: due }: Asked) => !isClockSet && due + LATE_US_MAX < this.#lastUs;
    const overdue = open.filter(([, asked]) => isOverdue(asked));
    for (const [command, { expert, seq }] of overdue) {
      const what = `still open ${LATE_US_MAX / 1e6} s after the time of command ${command} was over`;
      findings.convict('undecided', () => ({ agent: expert, op: 'review', seq, what }));
    }
    return {
      asked: this.#asked,
      decided: this.#asked - open.length,
      notDue: open.length - overdue.length,
    };
  }
}

type DoneAudit = Extract<Audit, { status: 'done' }>;

/** What ends a review: the answer of its expert, or what was decided when none came. */
const ENDS: ReadonlySet<string> = new Set(['review.answered', 'review.expired']);

/** Infinity where the event does not say until when it may be answered. */
function dueUs(payload: Uint8Array): number {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
    const { expiresAt } = value as { readonly expiresAt?: unknown };
    const ms = typeof expiresAt === 'string' ? Date.parse(expiresAt) : Number.NaN;
    return Number.isNaN(ms) ? Infinity : ms * 1000;
  } catch {
    return Infinity;
  }
}
