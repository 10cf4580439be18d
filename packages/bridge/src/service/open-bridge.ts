import type { EventLog } from '@lighthouse/event-store';
import { CommandIds } from '../domain/command-ids.ts';
import { Credentials } from '../domain/credentials.ts';
import { factOf } from '../domain/fact-of.ts';
import type { Policy } from '../domain/policy.ts';
import { Rotation } from '../domain/rotation.ts';
import { State } from '../domain/state.ts';
import { Inbox } from '../inbox/inbox.ts';
import type { Bridge } from './bridge.ts';
import { Commits } from './commits.ts';
import { InFlight } from './in-flight.ts';
import { LogScans } from './log-scans.ts';
import type { Settings } from './settings.ts';

export interface BridgeParts {
  readonly log: EventLog;
  readonly policy: Policy;
  readonly settings: Settings;
  readonly nowMs: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** Puts a bridge together on an open log, its state rebuilt from what the log says. */
export async function openBridge(parts: BridgeParts): Promise<Bridge> {
  const { log } = parts;
  const state = new State();
  const inbox = new Inbox();
  for await (const event of log.read()) {
    const fact = factOf(event);
    state.apply(fact, event);
    if (fact !== undefined) inbox.tell(fact, event.seq);
  }
  state.sessions.expire(parts.nowMs());
  const commits = new Commits(log, (fact, place) => {
    state.apply(fact, place);
    inbox.tell(fact, place.seq);
  });
  return {
    ...parts,
    state,
    inbox,
    commits,
    inFlight: new InFlight(),
    scans: new LogScans(),
    rotation: new Rotation(state.reviews.requestedCount),
    credentials: new Credentials(log.deriveKey('lighthouse/credential/v1')),
    commandIds: new CommandIds(log.deriveKey('lighthouse/command-id/v1')),
  };
}
