import type { AgentRegistered, AgentRevoked } from '../format/system-payload.ts';
import { parseEvent } from './event-form.ts';
import type { AcceptedFrame } from './frame-index.ts';
import { FrameReport, type DraftInPlace, type FrameFault } from './frame-report.ts';
import type { AgentUse, CleanRun } from './runs/clean-run.ts';

/** Faults that are kept until it is known whether the log registers agents at all. */
const WAITING_MAX = 10_000;

/** Shows frames [first, last] again, which were accepted. */
export type FramesAgain = (first: number, last: number) => Iterable<AcceptedFrame>;

/** A fault, or a run of frames some of which have one. */
type Waiting = DraftInPlace | Pick<CleanRun, 'firstSeq' | 'lastSeq'>;

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
  readonly #framesAgain: FramesAgain | undefined;
  /** In the order of the log. */
  #waiting: Waiting[] = [];

  constructor(report: FrameReport, framesAgain?: FramesAgain) {
    this.#report = report;
    this.#framesAgain = framesAgain;
  }

  miss(): void {
    this.#hasUnknownPast = true;
  }

  register(record: AgentRegistered): void {
    if (!this.#hasRegistrations) this.#reportWaiting();
    this.#hasRegistrations = true;
    const credentials = this.#allows.get(record.agent) ?? new Map<number, readonly string[]>();
    credentials.set(record.credential, record.allows);
    this.#allows.set(record.agent, credentials);
  }

  revoke(record: AgentRevoked): void {
    this.#allows.get(record.agent)?.delete(record.credential);
  }

  /** Tells whether nothing is to be said of a run now, nor later of its frames one by one. */
  mayTakeRun({ agentUses }: CleanRun): boolean {
    const canWait = this.#framesAgain !== undefined || this.#waiting.length >= WAITING_MAX;
    return (!this.#hasRegistrations && canWait) || this.#mayWrite(agentUses);
  }

  /** Takes a run of which that was told. */
  takeRun({ agentUses, firstSeq, lastSeq }: CleanRun): void {
    if (!this.#mayWrite(agentUses)) this.#wait({ firstSeq, lastSeq });
  }

  take(meta: EventAuthor): void {
    const fault = meta.agent === undefined ? undefined : this.#faultOf(meta, meta.agent);
    if (fault === undefined) return;
    if (this.#hasRegistrations) this.#report.add(fault);
    else this.#wait(this.#report.draft(fault));
  }

  #wait(one: Waiting): void {
    if (this.#waiting.length < WAITING_MAX) this.#waiting.push(one);
  }

  /** Agents are registered, so that whoever wrote before that was none. */
  #reportWaiting(): void {
    const { findings } = this.#report;
    let count = 0;
    for (const { draft, ...place } of this.#waitingFaults()) {
      if ((count += 1) > WAITING_MAX) break;
      findings.add(draft, place);
    }
    this.#waiting = [];
  }

  *#waitingFaults(): Generator<DraftInPlace> {
    for (const one of this.#waiting) {
      if ('draft' in one) yield one;
      else yield* this.#faultsOfRun(one.firstSeq, one.lastSeq);
    }
  }

  *#faultsOfRun(first: number, last: number): Generator<DraftInPlace> {
    const report = new FrameReport(this.#report.findings);
    for (const frame of this.#framesAgain?.(first, last) ?? []) {
      const { buffer, at, position, end, segment } = frame;
      const event = parseEvent(buffer, at, end - position);
      if (typeof event === 'string' || event.meta.agent === undefined) continue;
      report.lookAt(segment, frame);
      yield report.draft(unregistered(event.meta, event.meta.agent));
    }
  }

  #mayWrite(uses: readonly AgentUse[]): boolean {
    return uses.every((use) => this.#faultOf(use, use.agent) === undefined);
  }

  #faultOf(meta: EventAuthor, agent: string): FrameFault | undefined {
    const credentials = this.#allows.get(agent);
    const used = credentials === undefined ? [] : allowancesOf(credentials, meta.credential);
    if (used.length === 0) {
      return this.#hasUnknownPast ? undefined : unregistered(meta, agent);
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

function unregistered({ type }: EventAuthor, agent: string): FrameFault {
  const message = 'the agent of an event, or its credential, was not registered at this point';
  return { code: 'FORGED_AGENT', message, agent, evidence: { type } };
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
