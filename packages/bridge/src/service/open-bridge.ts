import { LighthouseError } from '@lighthouse/contract';
import type { EventLog } from '@lighthouse/event-store';
import { CommandIds } from '../domain/command-ids.ts';
import { Credentials } from '../domain/credentials.ts';
import { factOf } from '../domain/fact-of.ts';
import type { Policy } from '../domain/policy.ts';
import { RecentMacs } from '../domain/recent-macs.ts';
import { Rotation } from '../domain/rotation.ts';
import { State } from '../domain/state.ts';
import { Streams } from '../domain/streams.ts';
import type { Place } from '../domain/place.ts';
import type { Fact } from '../domain/facts.ts';
import { addresseesOf } from '../inbox/addressees-of.ts';
import { Inbox } from '../inbox/inbox.ts';
import { messageOf } from '../inbox/message-of.ts';
import { Alerts } from './alerts.ts';
import type { AlertFacts, AlertKind } from './alerts.ts';
import { AuditTrail } from './audit-trail.ts';
import type { Bridge } from './bridge.ts';
import { Commits } from './commits.ts';
import { InFlight } from './in-flight.ts';
import { LogScans } from './log-scans.ts';
import { readAll } from './read-log.ts';
import type { Settings } from './settings.ts';

export interface BridgeParts {
  readonly log: EventLog;
  readonly policy: Policy;
  readonly settings: Settings;
  readonly nowMs: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Resolves when whatever else was ready to run has run. */
  readonly othersTurn: () => Promise<void>;
  /** Is told what must wake somebody up. */
  readonly onAlert: (kind: AlertKind, facts: AlertFacts) => void;
}

/**
 * Puts a bridge together on an open log, its state rebuilt from what the log says. Rejects with
 * LH_INPUT_MISSING when the beginning of the log was archived: agents would be forgotten.
 */
export async function openBridge(parts: BridgeParts): Promise<Bridge> {
  const { log } = parts;
  if (log.firstSeq > 1) throw beginningMissing(log.firstSeq);
  const startedAtMs = parts.nowMs();
  const state = new State(parts.settings);
  const inbox = new Inbox();
  const streams = new Streams();
  const recentMacs = new RecentMacs();
  const addressed = new Streams();
  const tell = (fact: Fact, seq: number) => {
    const message = messageOf(fact);
    if (message === undefined) return;
    const addressees = addresseesOf(fact, state);
    for (const agent of addressees) addressed.add(agent, seq);
    inbox.tell(addressees, { seq, message });
  };
  const takeIn = (fact: Fact | undefined, stream: string, place: Place) => {
    state.apply(fact, place);
    streams.add(stream, place.seq);
    recentMacs.add(place.seq, place.mac);
    if (fact !== undefined) tell(fact, place.seq);
  };
  for await (const event of readAll(parts, { after: 0 }))
    takeIn(factOf(event), event.stream, { seq: event.seq, mac: event.mac });
  state.sessions.expire(startedAtMs);
  const alerts = new Alerts(parts.onAlert);
  const commits = new Commits(log, ({ fact, event }, place) => {
    takeIn(fact, event.stream, place);
    if (fact === undefined) return;
    const agent = changesSessionsOf(fact);
    if (agent !== undefined) inbox.endStreamsOf(agent, state.sessions.isOpen);
    raiseAlert(alerts, fact);
  });
  return {
    ...parts,
    startedAtMs,
    rebuiltSessions: new Set([...state.sessions.all()].map(({ id }) => id)),
    state,
    inbox,
    streams,
    addressed,
    commits,
    audit: new AuditTrail(commits, parts.nowMs),
    alerts,
    recentMacs,
    inFlight: new InFlight(),
    leaving: new Set(),
    scans: new LogScans(),
    rotation: new Rotation(state.reviews.requestedCount),
    delegations: new Rotation(0),
    credentials: new Credentials(log.deriveKey('lighthouse/credential/v1')),
    commandIds: new CommandIds(log.deriveKey('lighthouse/command-id/v1')),
  };
}

function beginningMissing(firstSeq: number): LighthouseError {
  return new LighthouseError('LH_INPUT_MISSING', 'a bridge needs its whole log to start', {
    hint: 'put the archived segments back into the folder of the log',
    facts: { firstSeq },
  });
}

/** Whose sessions a fact may have ended: one session more may end the oldest. */
function changesSessionsOf(fact: Fact): string | undefined {
  switch (fact.kind) {
    case 'session.opened':
    case 'agent.revoked':
      return fact.agent;
    case 'session.closed':
      return fact.origin.agent;
    default:
      return undefined;
  }
}

function raiseAlert(alerts: Alerts, fact: Fact): void {
  if (fact.kind === 'agent.flagged') {
    const { agent, proposal, first } = fact.content;
    alerts.raise('equivocation', { agent, proposal, first: first.seq });
  } else if (fact.kind === 'quorum.anomaly') {
    const { proposal, signs } = fact.content;
    alerts.raise('quorum-anomaly', { proposal, signs: signs.join(' ') });
  }
}
