import { formatCount, formatDuration } from '@lighthouse/cli-kit/format';
import type { ProbeAnswer } from '../host/probe-target.ts';
import type { ProxyHandle } from '../host/start-proxy.ts';
import type { ToxicCounts } from '../proxy/toxic.ts';
import type { Injection, Stage } from './injection.ts';
import type { NetworkAction, PlannedFault } from './planned-fault.ts';

export interface NetworkParts {
  readonly fault: PlannedFault & { readonly action: NetworkAction };
  readonly proxy: Pick<ProxyHandle, 'ask' | 'ports'>;
  /** Its sets of lanes, which follow each other in time. */
  readonly laneSets: readonly (readonly number[])[];
  readonly probe: (port: number) => Promise<ProbeAnswer>;
}

/** Connections that are tried at the same time, for a toxic that applies to some only. */
const PROBES = 4;
/** What is measured must reach this share of what was asked for. */
const SEEN_SHARE = 0.5;
const NO_COUNTS: ToxicCounts = { connections: 0, pieces: 0, affected: 0, statuses: {} };

/** A fault of the network: carried out by the proxy, seen by requests of our own through it. */
export function networkInjection(parts: NetworkParts): Injection {
  const { fault, proxy, laneSets } = parts;
  const { id, action, seed } = fault;
  const seen = new Map<Stage, readonly ProbeAnswer[]>();
  let counts = NO_COUNTS;
  const inject = async (set: number) =>
    void (await proxy.ask({
      kind: 'inject',
      fault: { id, action, seed },
      lanes: laneSets[set] ?? [],
    }));
  return {
    probe: 'small requests of our own through the proxy, and what the proxy did',
    look: async (stage) => {
      const port = proxy.ports[laneSets[0]?.[0] ?? 0] ?? 0;
      const answers = await Promise.all(Array.from({ length: PROBES }, () => parts.probe(port)));
      seen.set(stage, answers);
      if (stage === 'after') return answerText(answers, action);
      if (stage === 'during') counts = await proxy.ask({ kind: 'counts', id });
      return answerText(answers, action);
    },
    inject: () => inject(0),
    heal: async () => {
      const did = await proxy.ask({ kind: 'heal', id });
      if (did !== NO_COUNTS && did.pieces + did.connections + did.affected > 0) counts = did;
    },
    whyUnseen: () => whyUnseen(action, seen, counts),
    steps: laneSets.slice(1).map((_set, place) => ({
      afterMs: ((fault.endUs - fault.atUs) / 1000 / laneSets.length) * (place + 1),
      run: () => inject(place + 1),
    })),
    summary: () => countText(action, counts),
  };
}

function whyUnseen(
  action: NetworkAction,
  seen: ReadonlyMap<Stage, readonly ProbeAnswer[]>,
  counts: ToxicCounts,
): string | undefined {
  const before = seen.get('before') ?? [];
  const during = seen.get('during') ?? [];
  const base = Math.min(...before.map(({ answeredMs = Infinity }) => answeredMs));
  const slowest = Math.max(...during.map(({ answeredMs = Infinity }) => answeredMs));
  if (base === Infinity) return 'nothing came through before it began';
  const isSeen = () => {
    switch (action.kind) {
      case 'latency':
        return slowest - base >= SEEN_SHARE * (action.latencyMs - action.jitterMs);
      case 'slicer':
        return during.some(({ pieces }) => pieces > 1) || counts.affected > 0;
      case 'slow_close':
        return during.some(({ closedAfterMs = 0 }) => closedAfterMs >= SEEN_SHARE * action.delayMs);
      case 'loss':
      case 'bandwidth':
      case 'limit_data':
        return counts.affected > 0;
      case 'duplicate':
        return Object.entries(counts.statuses).some(([status]) => /^\d/.test(status));
      case 'timeout':
      case 'partition':
      case 'reset_peer':
      case 'down':
        return during.some(({ failure }) => failure !== '');
    }
  };
  return isSeen() ? undefined : `not seen: ${answerText(during, action)}`;
}

function answerText(answers: readonly ProbeAnswer[], action: NetworkAction): string {
  const failures = answers.map(({ failure }) => failure).filter((failure) => failure !== '');
  const times = answers.flatMap(({ answeredMs }) => (answeredMs === undefined ? [] : [answeredMs]));
  const answered = times.length === 0 ? [] : [`answered in ${formatDuration(Math.max(...times))}`];
  if (action.kind === 'slicer' && times.length > 0)
    answered.push(`in ${Math.max(...answers.map(({ pieces }) => pieces))} pieces`);
  if (action.kind === 'slow_close') {
    const closed = answers.flatMap(({ closedAfterMs }) => closedAfterMs ?? []);
    if (closed.length > 0) answered.push(`closed ${formatDuration(Math.max(...closed))} later`);
  }
  const failed =
    failures.length === 0 ? [] : [`${failures.length} of ${answers.length}: ${failures[0]}`];
  return [...answered, ...failed].join(', ');
}

/** What the proxy did to the traffic of the run. */
function countText(action: NetworkAction, counts: ToxicCounts): string {
  const { connections, pieces, affected, statuses } = counts;
  if (action.kind === 'duplicate') {
    const answers = Object.entries(statuses).map(([status, count]) => `${status} × ${count}`);
    return `${formatCount(affected)} of ${formatCount(pieces)} requests sent again, answered ${answers.join(', ') || 'nothing'}`;
  }
  const some = `${formatCount(connections)} connections`;
  if (pieces === 0) return some;
  return `${formatCount(affected)} of ${formatCount(pieces)} pieces of data on ${some}`;
}
