import type { EventLog } from '@lighthouse/event-store';
import type { CommandIds } from '../domain/command-ids.ts';
import type { Credentials } from '../domain/credentials.ts';
import type { Origin } from '../domain/statement.ts';
import type { Policy } from '../domain/policy.ts';
import type { RecentMacs } from '../domain/recent-macs.ts';
import type { Rotation } from '../domain/rotation.ts';
import type { Session } from '../domain/sessions.ts';
import type { State } from '../domain/state.ts';
import type { Streams } from '../domain/streams.ts';
import type { Inbox } from '../inbox/inbox.ts';
import type { Alerts } from './alerts.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Commits } from './commits.ts';
import type { InFlight } from './in-flight.ts';
import type { LogScans } from './log-scans.ts';
import type { Freshness } from './freshness.ts';
import type { Settings } from './settings.ts';

/** All that the operations of the bridge work on. */
export interface Bridge {
  readonly log: EventLog;
  readonly state: State;
  readonly commits: Commits;
  readonly audit: AuditTrail;
  readonly alerts: Alerts;
  /** What receipts of agents are held against. */
  readonly recentMacs: RecentMacs;
  readonly inFlight: InFlight;
  readonly scans: LogScans;
  readonly streams: Streams;
  /** Where in the log that stands which agents are told of, by agent. */
  readonly addressed: Streams;
  readonly inbox: Inbox;
  /** Agents whose revocation is on its way to the log: nothing of theirs may follow it there. */
  readonly leaving: Set<string>;
  readonly rotation: Rotation;
  /** Whose turn it is to be given a task. */
  readonly delegations: Rotation;
  readonly policy: Policy;
  readonly credentials: Credentials;
  readonly commandIds: CommandIds;
  readonly settings: Settings;
  readonly startedAtMs: number;
  /** Sessions that are older than this process: not every number that they used is known. */
  readonly rebuiltSessions: ReadonlySet<string>;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly nowMs: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Resolves when whatever else was ready to run has run. */
  readonly othersTurn: () => Promise<void>;
}

/** Who sent a request, as its signature says: never as its content says. */
export interface Caller {
  readonly session: Session;
  readonly origin: Origin;
  readonly freshness: Freshness;
}
