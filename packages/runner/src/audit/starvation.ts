import type { HistoryRecord } from '../history/record.ts';
import type { AuditFindings } from './audit-findings.ts';

/** How often an agent must have asked before its silence says something. */
const SENT_MIN = 5;
/** An agent is starved when it misses this share of its answers, and the others hardly any. */
const STARVED_SHARE = 0.5;
const OTHERS_SHARE_MAX = 0.05;

interface Served {
  sent: number;
  unanswered: number;
}

/** Finds agents that got no answers while the others did. Memory: a few bytes an agent. */
export class StarvationCheck {
  readonly #byAgent = new Map<number, Served>();
  readonly #all: Served = { sent: 0, unanswered: 0 };

  add({ agent, kind, outcome, status }: HistoryRecord): void {
    if (kind === 'enrol' || kind === 'session') return;
    const served = this.#byAgent.get(agent) ?? { sent: 0, unanswered: 0 };
    this.#byAgent.set(agent, served);
    const isUnanswered = outcome === 'info' && status === 0;
    for (const each of [served, this.#all]) {
      each.sent += 1;
      if (isUnanswered) each.unanswered += 1;
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
}
