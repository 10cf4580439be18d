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
import { Inbox } from '../inbox/inbox.ts';
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

/** Puts a bridge together on an open log, its state rebuilt from what the log says. */
export async function openBridge(parts: BridgeParts): Promise<Bridge> {
  const { log } = parts;
  const startedAtMs = parts.nowMs();
  const state = new State(parts.settings);
  const inbox = new Inbox();
  const streams = new Streams();
  const recentMacs = new RecentMacs();
  const takeIn = (fact: Fact | undefined, stream: string, place: Place) => {
    state.apply(fact, place);
    streams.add(stream, place.seq);
    recentMacs.add(place.seq, place.mac);
    if (fact !== undefined) inbox.tell(fact, place.seq);
  };
  for await (const event of readAll(parts, { after: 0 }))
    takeIn(factOf(event), event.stream, { seq: event.seq, mac: event.mac });
  state.sessions.expire(startedAtMs);
  const commits = new Commits(log, ({ fact, event }, place) => takeIn(fact, event.stream, place));
  return {
    ...parts,
    startedAtMs,
    rebuiltSessions: new Set([...state.sessions.all()].map(({ id }) => id)),
    state,
    inbox,
    streams,
    commits,
    audit: new AuditTrail(commits, parts.nowMs),
    alerts: new Alerts(parts.onAlert),
    recentMacs,
    inFlight: new InFlight(),
    leaving: new Set(),
    scans: new LogScans(),
    rotation: new Rotation(state.reviews.requestedCount),
    credentials: new Credentials(log.deriveKey('lighthouse/credential/v1')),
    commandIds: new CommandIds(log.deriveKey('lighthouse/command-id/v1')),
  };
}
