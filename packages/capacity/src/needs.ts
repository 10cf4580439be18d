import type { AgentGroup, Scenario } from '@lighthouse/contract';
import type { Needs } from '@lighthouse/contract/prediction';
import { loadTimes, meanShare, resolveWorkload } from '@lighthouse/scenario-file';

/** What each operation appends to the log; a complex command one more event for each step. */
const EVENTS = { registration: 1, session: 1, safe: 2, risky: 3, complex: 2, review: 2 } as const;
/** An event without the text that the agent chose: its frame, names and the rest of its JSON. */
const EVENT_BYTES = 300;
/** What the run's history keeps of an operation. */
const HISTORY_BYTES = 80;
/** More than one request of an agent may be under way at a time. */
const CONNECTIONS_MARGIN = 1.2;
/** Files that a process has open with no agent at all, and room. */
const FILES_BESIDE = 200;
const US_PER_SECOND = 1e6;
/** No answer comes sooner: an append waits for the disk. */
const ANSWER_US_MIN = 2000;

/** What a group does in a second of the held load. */
interface Rates {
  readonly commands: number;
  readonly reviews: number;
  readonly events: number;
  /** Of text that agents chose. */
  readonly contentBytes: number;
}

/** Computes what a scenario needs, from its text alone. */
export function needsOf(scenario: Scenario): Needs {
  const agents = sumOf(scenario.agents, ({ count }) => count);
  const experts = sumOf(scenario.agents, ({ role, count }) => (role === 'expert' ? count : 0));
  const groups = scenario.agents.map((group) => ratesOf(group, experts > 0));
  const operationsPerSecond = sumOf(groups, ({ commands, reviews }) => commands + reviews);
  const eventsPerSecond = sumOf(groups, ({ events }) => events);
  const { loadMs } = loadTimes(scenario.load);
  const fullSeconds = (loadMs * meanShare(scenario)) / 1000;
  const operations = operationsPerSecond * fullSeconds + agents;
  const events = eventsPerSecond * fullSeconds + agents * (EVENTS.registration + EVENTS.session);
  const content = sumOf(groups, ({ contentBytes }) => contentBytes) * fullSeconds;
  const logBytes = events * EVENT_BYTES + content;
  // An expert listens on a connection besides the one it answers on.
  const connections = agents + experts;
  return {
    agents,
    connections,
    openFiles: Math.ceil(connections * CONNECTIONS_MARGIN) + FILES_BESIDE,
    operationsPerSecond,
    eventsPerSecond,
    loadMs,
    operations,
    events,
    logBytes,
    diskBytes: logBytes + operations * HISTORY_BYTES,
  };
}

/** Gives the needs of the same scenario with more or fewer agents. */
export function scaleNeeds(needs: Needs, agents: number): Needs {
  const factor = agents / needs.agents;
  const connections = Math.ceil(needs.connections * factor);
  return {
    agents,
    connections,
    openFiles: Math.ceil(connections * CONNECTIONS_MARGIN) + FILES_BESIDE,
    operationsPerSecond: needs.operationsPerSecond * factor,
    eventsPerSecond: needs.eventsPerSecond * factor,
    loadMs: needs.loadMs,
    operations: needs.operations * factor,
    events: needs.events * factor,
    logBytes: needs.logBytes * factor,
    diskBytes: needs.diskBytes * factor,
  };
}

function ratesOf(group: AgentGroup, hasExperts: boolean): Rates {
  if (group.role === 'expert') return { commands: 0, reviews: 0, events: 0, contentBytes: 0 };
  const { ratePerSecond, thinkUs, mix, stepCount, contentBytes } = resolveWorkload(group);
  const shares = mix.safe + mix.risky + mix.complex;
  const [safe, risky, complex] = [mix.safe / shares, mix.risky / shares, mix.complex / shares];
  const commands = group.count * (thinkUs === undefined ? ratePerSecond : thinkingRate(thinkUs));
  const reviews = hasExperts ? commands * risky : 0;
  const eventsOfCommand =
    safe * EVENTS.safe + risky * EVENTS.risky + complex * (EVENTS.complex + stepCount);
  return {
    commands,
    reviews,
    events: commands * eventsOfCommand + reviews * EVENTS.review,
    contentBytes: commands * contentBytes * (1 + complex * stepCount),
  };
}

/** At most: the time that answers take is not known beforehand. */
function thinkingRate(thinkUs: number): number {
  return US_PER_SECOND / Math.max(thinkUs, ANSWER_US_MIN);
}

function sumOf<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + valueOf(item), 0);
}
