import { ALERT_KINDS } from './alerts.ts';
import type { Bridge } from './bridge.ts';
import { readAll } from './read-log.ts';
import { storedEventToJson } from './stored-event-json.ts';

const AGENTS_SHOWN_MAX = 200;
const EVENTS_SHOWN = 50;
const CONTENT_LENGTH_MAX = 300;

/** What an operator sees at a glance. Contents are cut short; secrets are nowhere in the log. */
export async function overviewOf(bridge: Bridge) {
  const { log, state, inbox, alerts, nowMs } = bridge;
  return {
    nowMs: nowMs(),
    logId: log.logId,
    lastSeq: log.lastSeq,
    isWritable: log.failure === undefined,
    alerts: ALERT_KINDS.reduce((sum, kind) => sum + alerts.countOf(kind), 0),
    agentCount: state.agents.count,
    sessionCount: state.sessions.count,
    streamCount: inbox.streamCount,
    reviewCount: state.reviews.openCount,
    agents: agentsOf(bridge),
    events: await lastEventsOf(bridge),
  };
}

/** The latest to be registered come first. */
function agentsOf({ state, inbox }: Bridge) {
  return [...state.agents.all()]
    .slice(-AGENTS_SHOWN_MAX)
    .toReversed()
    .map(({ name, role, isRevoked }) => ({
      name,
      role,
      isRevoked,
      sessions: state.sessions.countOf(name),
      streams: inbox.countOf(name),
    }));
}

async function lastEventsOf(bridge: Bridge) {
  const after = Math.max(0, bridge.log.lastSeq - EVENTS_SHOWN);
  const events = [];
  for await (const event of readAll(bridge, { after })) {
    const { seq, time, type, stream, content } = storedEventToJson(event);
    events.push({ seq, time, type, stream, content: content.slice(0, CONTENT_LENGTH_MAX) });
  }
  return events.toReversed();
}
