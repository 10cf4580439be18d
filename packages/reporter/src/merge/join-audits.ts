import type { Audit, Result } from '@lighthouse/contract';
import { placeText } from './check-shards.ts';
import type { ShardSet } from './check-shards.ts';

type DoneAudit = Extract<Audit, { status: 'done' }>;
type LogVerdict = DoneAudit['log'];
type Check = DoneAudit['lost'];

const EXAMPLES_MAX = 20;
const FINDINGS_MAX = 100;

/**
 * Joins the audits of shards: what they found adds up, and the log is as good as the worst of them
 * says. Where an audit is missing, nothing is known of the log as a whole.
 */
export function joinAudits({ shards, missing, of }: ShardSet): Audit {
  const skipped = shards.flatMap(({ result, shard }) =>
    result.audit.status === 'skipped' ? [`${placeText(shard)}: ${result.audit.reason}`] : [],
  );
  const done = shards.flatMap(({ result }) =>
    result.audit.status === 'done' ? [result.audit] : [],
  );
  const [first] = done;
  const gaps = [...skipped, ...missing.map((number) => `${placeText({ number, of })} is missing`)];
  if (first === undefined) return { status: 'skipped', reason: gaps.join('; ') };
  const sum = (countOf: (audit: DoneAudit) => number) =>
    done.reduce((total, audit) => total + countOf(audit), 0);
  const stepped = sum((audit) => audit.stepped ?? 0);
  return {
    status: 'done',
    log: joinLogs(
      done.map(({ log }) => log),
      gaps.length > 0,
    ),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    events: sum(({ events }) => events),
    lost: joinChecks(done.map(({ lost }) => lost)),
    forged: joinChecks(done.map(({ forged }) => forged)),
    duplicated: joinChecks(done.map(({ duplicated }) => duplicated)),
    changed: joinChecks(done.map(({ changed }) => changed)),
    outOfOrder: joinChecks(done.map(({ outOfOrder }) => outOfOrder)),
    ...(first.lies && { lies: joinChecks(done.flatMap(({ lies = [] }) => lies)) }),
    ...(first.mistimed && { mistimed: joinChecks(done.flatMap(({ mistimed = [] }) => mistimed)) }),
    ...(first.starved && { starved: joinChecks(done.flatMap(({ starved = [] }) => starved)) }),
    ...cutOffOf(done),
    ...(stepped === 0 ? {} : { stepped }),
    infoHappened: sum(({ infoHappened }) => infoHappened),
    infoDidNotHappen: sum(({ infoDidNotHappen }) => infoDidNotHappen),
  };
}

/** Joins what agents saw; undefined when none looked. */
export function joinSeen(results: readonly Result[]): Result['seen'] {
  const all = results.flatMap(({ seen = [] }) => seen);
  if (all.length === 0) return undefined;
  return {
    reads: all.reduce((sum, { reads }) => sum + reads, 0),
    stale: joinChecks(all.map(({ stale }) => stale)),
    leaked: joinChecks(all.map(({ leaked }) => leaked)),
  };
}

export function joinChecks(checks: readonly Check[]): Check {
  return {
    count: checks.reduce((sum, { count }) => sum + count, 0),
    examples: checks.flatMap(({ examples }) => examples).slice(0, EXAMPLES_MAX),
  };
}

/** One log that several shards read counts once; several logs add up. */
function joinLogs(logs: readonly LogVerdict[], hasGaps: boolean): LogVerdict {
  const byId = new Map<string, LogVerdict>();
  for (const [number, log] of logs.entries()) {
    const id = log.logId ?? `unnamed ${number}`;
    const known = byId.get(id);
    byId.set(id, known === undefined ? log : fullerOf(known, log));
  }
  const distinct = [...byId.values()];
  const sum = (countOf: (log: LogVerdict) => number) =>
    distinct.reduce((total, log) => total + countOf(log), 0);
  const values = [...logs.map(({ value }) => value), ...(hasGaps ? ['unknown' as const] : [])];
  const ids = distinct.flatMap(({ logId = [] }) => logId);
  return {
    value: LOG_WORST_FIRST.find((value) => values.includes(value)) ?? 'unknown',
    ...(ids.length === 0 ? {} : { logId: ids.join(', ') }),
    verifiedCount: sum(({ verifiedCount }) => verifiedCount),
    lastSeq: sum(({ lastSeq }) => lastSeq),
    segmentCount: sum(({ segmentCount }) => segmentCount),
    byteCount: sum(({ byteCount }) => byteCount),
    findings: distinct.flatMap(({ findings }) => findings).slice(0, FINDINGS_MAX),
    findingCount: sum(({ findingCount }) => findingCount),
  };
}

const LOG_WORST_FIRST = ['tampered', 'unknown', 'intact'] as const;

/** Of two looks at one log, the one that found more; else the one that saw more. */
function fullerOf(one: LogVerdict, other: LogVerdict): LogVerdict {
  if (one.findingCount !== other.findingCount)
    return one.findingCount > other.findingCount ? one : other;
  return one.verifiedCount >= other.verifiedCount ? one : other;
}

function cutOffOf(done: readonly DoneAudit[]): Pick<DoneAudit, 'cutOff'> {
  const all = done.flatMap(({ cutOff = [] }) => cutOff);
  if (all.length === 0) return {};
  const sum = (name: keyof NonNullable<DoneAudit['cutOff']>) =>
    all.reduce((total, each) => total + each[name], 0);
  return {
    cutOff: {
      operations: sum('operations'),
      agents: sum('agents'),
      unjudgedAgents: sum('unjudgedAgents'),
      judgedAgents: sum('judgedAgents'),
    },
  };
}
