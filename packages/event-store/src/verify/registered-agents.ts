import type { AgentRegistered, AgentRevoked } from '../format/system-payload.ts';
import type { FrameFault, FrameReport } from './frame-report.ts';
import type { FindingDraft } from './finding-rules.ts';
import type { AgentUse } from './runs/clean-run.ts';

/** Faults that are kept until it is known whether the log registers agents at all. */
const WAITING_MAX = 10_000;

/**
 * Which agent may write what at this point of the log, replayed from `$agent_registered` and
 * `$agent_revoked`.
 */
export class RegisteredAgents {
  readonly #report: FrameReport;
  /** By agent and credential: what it allows. */
  readonly #allows = new Map<string, Map<number, readonly string[]>>();
  #hasRegistrations = false;
  /** Registrations may be among frames that are missing. */
  #hasUnknownPast = false;
  #waiting: { draft: FindingDraft; segment: number; offset: number }[] = [];

  constructor(report: FrameReport) {
    this.#report = report;
  }

  miss(): void {
    this.#hasUnknownPast = true;
  }

  register(record: AgentRegistered): void {
    this.#hasRegistrations = true;
    for (const { draft, ...place } of this.#waiting) this.#report.findings.add(draft, place);
    this.#waiting = [];
    const credentials = this.#allows.get(record.agent) ?? new Map<number, readonly string[]>();
    credentials.set(record.credential, record.allows);
    this.#allows.set(record.agent, credentials);
  }

  revoke(record: AgentRevoked): void {
    this.#allows.get(record.agent)?.delete(record.credential);
  }

  /** Tells whether nothing is to be said of what these agents wrote, now or later. */
  mayWrite(uses: readonly AgentUse[]): boolean {
    const isSilent = !this.#hasRegistrations && this.#waiting.length >= WAITING_MAX;
    return isSilent || uses.every((use) => this.#faultOf(use, use.agent) === undefined);
  }

  take(meta: EventAuthor): void {
    const fault = meta.agent === undefined ? undefined : this.#faultOf(meta, meta.agent);
    if (fault === undefined) return;
    if (this.#hasRegistrations) this.#report.add(fault);
    else if (this.#waiting.length < WAITING_MAX) this.#waiting.push(this.#report.draft(fault));
  }

  #faultOf(meta: EventAuthor, agent: string): FrameFault | undefined {
    const credentials = this.#allows.get(agent);
    const used = credentials === undefined ? [] : allowancesOf(credentials, meta.credential);
    if (used.length === 0) {
      if (this.#hasUnknownPast) return undefined;
      const message = 'the agent of an event, or its credential, was not registered at this point';
      return { code: 'FORGED_AGENT', message, agent, evidence: { type: meta.type } };
    }
    if (used.some((allows) => allows.some((pattern) => isAllowed(pattern, meta.type)))) {
      return undefined;
    }
    const message = 'an event is of a type that its agent may not write';
    return { code: 'ROLE_VIOLATION', message, agent, evidence: { type: meta.type } };
  }
}

/** What an event says of who wrote it. */
interface EventAuthor {
  readonly type: string;
  readonly agent?: string | undefined;
  readonly credential?: number | undefined;
}

/** Gives what the credential in use allows; every one that is valid, when none is named. */
function allowancesOf(
  credentials: ReadonlyMap<number, readonly string[]>,
  credential: number | undefined,
): (readonly string[])[] {
  if (credential === undefined) return [...credentials.values()];
  const allows = credentials.get(credential);
  return allows === undefined ? [] : [allows];
}

function isAllowed(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}
