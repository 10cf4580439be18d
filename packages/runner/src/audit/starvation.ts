import type { HistoryRecord } from '../history/record.ts';
import type { AuditFindings } from './audit-findings.ts';
import type { FaultEffects } from './fault-effects.ts';

/** How often an agent must have asked before its silence says something. */
const SENT_MIN = 5;
/** An agent is starved when it misses this share of its answers, and the others hardly any. */
const STARVED_SHARE = 0.5;
const OTHERS_SHARE_MAX = 0.05;

interface Served {
  sent: number;
  unanswered: number;
  /** Sent or waited for while a fault of the run kept answers from the agent: not counted above. */
  cutOff: number;
}

/** What faults of the run kept from being judged. */
export interface LeftOut {
  readonly operations: number;
  readonly agents: number;
  /** How many of these agents did too little apart from that to be judged. */
  readonly unjudgedAgents: number;
  /** Agents that were judged, among these or others. */
  readonly judgedAgents: number;
}

/** Finds agents that got no answers while the others did. Memory: a few bytes an agent. */
export class StarvationCheck {
  readonly #effects: FaultEffects;
  readonly #byAgent = new Map<number, Served>();
  readonly #all: Served = { sent: 0, unanswered: 0, cutOff: 0 };

  constructor(effects: FaultEffects) {
    this.#effects = effects;
  }

  add({ agent, kind, outcome, status, sentUs, answeredUs }: HistoryRecord): void {
    if (kind === 'enrol' || kind === 'session') return;
    const served = this.#byAgent.get(agent) ?? { sent: 0, unanswered: 0, cutOff: 0 };
    this.#byAgent.set(agent, served);
    const isCutOff = this.#effects.isCutOff(agent, sentUs, answeredUs);
    const isUnanswered = outcome === 'info' && status === 0;
    for (const each of [served, this.#all]) {
      if (isCutOff) each.cutOff += 1;
      else each.sent += 1;
      if (!isCutOff && isUnanswered) each.unanswered += 1;
    }
  }

  convict(findings: AuditFindings, nameOf: (agent: number) => string): void {
    for (const [agent, served] of this.#byAgent) {
      const sent = this.#all.sent - served.sent;
      const unanswered = this.#all.unanswered - served.unanswered;
      if (served.sent < SENT_MIN || sent < SENT_MIN) continue;
      const isAlone = unanswered / sent <= OTHERS_SHARE_MAX;
      if (!isAlone || served.unanswered / served.sent < STARVED_SHARE) continue;
      const what =
        `no answer to ${served.unanswered} of ${served.sent} operations, ` +
        `while the others missed ${unanswered} of ${sent}`;
      findings.convict('starved', () => ({ agent: nameOf(agent), op: 'all', what }));
    }
  }

  /** Gives what is not judged; undefined when no fault kept anything from it. */
  leftOut(): LeftOut | undefined {
    if (this.#all.cutOff === 0) return undefined;
    const served = [...this.#byAgent.values()];
    const cutOff = served.filter((each) => each.cutOff > 0);
    const isJudged = ({ sent }: Served) => sent >= SENT_MIN;
    return {
      operations: this.#all.cutOff,
      agents: cutOff.length,
      unjudgedAgents: cutOff.filter((each) => !isJudged(each)).length,
      judgedAgents: served.filter(isJudged).length,
    };
  }
}
