import type { Audit, Invariant, Result, VerdictValue } from '@lighthouse/contract';

export interface Watched {
  readonly seen: Result['seen'];
  /** Bytes, one a sample; null where it could not be read. */
  readonly targetMemory: readonly (number | null)[];
  /** Operations that were answered. */
  readonly answered: number;
}

export type WatchedInvariant = Extract<
  Invariant,
  'nothing-leaked' | 'reads-fresh' | 'time-true' | 'nobody-starved' | 'memory-bounded'
>;
interface Judgement {
  readonly verdict: VerdictValue;
  readonly reason: string;
}
type Check = NonNullable<Result['seen']>['stale'];

/** Judges what is seen while a run goes on, rather than in the log after it. */
export function judgeWatched(name: WatchedInvariant, audit: Audit, watched: Watched): Judgement {
  const { seen } = watched;
  switch (name) {
    case 'nothing-leaked':
      return judgeCheck(seen?.leaked, 'leaked', seen === undefined ? undefined : readsOf(seen));
    case 'reads-fresh':
      return judgeCheck(seen?.stale, 'stale', seen === undefined ? undefined : readsOf(seen));
    case 'time-true':
      return judgeAudit(audit, judgeTimes);
    case 'nobody-starved':
      return judgeAudit(audit, judgeStarved);
    case 'memory-bounded':
      return judgeMemory(watched);
  }
}

function readsOf({ reads }: NonNullable<Result['seen']>): string | undefined {
  return reads === 0 ? undefined : `of ${reads} that were read back`;
}

function judgeCheck(check: Check | undefined, word: string, of: string | undefined): Judgement {
  if (check !== undefined && check.count > 0) {
    const [first] = check.examples;
    const example =
      first === undefined ? '' : `; first: ${first.agent}, ${first.op}, ${first.what}`;
    return { verdict: 'bad', reason: `${check.count} ${word}${example}` };
  }
  if (of === undefined)
    return { verdict: 'unknown', reason: 'nobody read anything back: give a group readBack' };
  return { verdict: 'good', reason: `none ${word} ${of}` };
}

type DoneAudit = Extract<Audit, { status: 'done' }>;

function judgeAudit(audit: Audit, judge: (audit: DoneAudit) => Judgement): Judgement {
  return audit.status === 'skipped'
    ? { verdict: 'unknown', reason: `not audited: ${audit.reason}` }
    : judge(audit);
}

function judgeTimes({ mistimed, acknowledged, stepped = 0 }: DoneAudit): Judgement {
  const judged = judgeCheck(mistimed, 'mistimed', `of ${acknowledged} acknowledged`);
  if (stepped === 0) return judged;
  return withNote(judged, `${stepped} off by no more than the run set the clock`);
}

/** Whom a fault cut off may have been starved as well; nobody can tell. */
function judgeStarved({ starved, acknowledged, cutOff }: DoneAudit): Judgement {
  const judged = judgeCheck(starved, 'starved', `of ${acknowledged} acknowledged`);
  if (cutOff === undefined) return judged;
  const { operations, agents, unjudgedAgents, judgedAgents } = cutOff;
  const note =
    `left out: ${operations} operations of ${agents} ${agents === 1 ? 'agent' : 'agents'} ` +
    'while faults of the run cut them off' +
    (unjudgedAgents === 0 ? '' : `, which is all there is to judge ${unjudgedAgents} of them by`);
  if (judgedAgents === 0) return { verdict: 'unknown', reason: note };
  return withNote(judged, note);
}

function withNote({ verdict, reason }: Judgement, note: string): Judgement {
  return { verdict, reason: `${reason}; ${note}` };
}

const SAMPLES_MIN = 4;
const GROWTH_BYTES_MIN = 64 << 20;
const GROWTH_PER_OPERATION_MIN = 16 << 10;

/**
 * Memory that a target keeps for every operation: it grew in every sample since the first, by more
 * than 64 MiB and 16 KiB an operation in all. Less is what caches and garbage explain.
 */
function judgeMemory({ targetMemory, answered }: Watched): Judgement {
  const samples = targetMemory.filter((bytes) => bytes !== null);
  if (samples.length < SAMPLES_MIN || answered === 0)
    return { verdict: 'unknown', reason: `too few samples: ${samples.length} of ${SAMPLES_MIN}` };
  const growth = (samples.at(-1) ?? 0) - (samples[0] ?? 0);
  const isSteady = samples.every(
    (bytes, index) => index === 0 || bytes > (samples[index - 1] ?? 0),
  );
  const perOperation = growth / answered;
  const grew = `${(growth / (1 << 20)).toFixed(0)} MiB in ${answered} operations`;
  const isLeak = isSteady && growth > GROWTH_BYTES_MIN && perOperation > GROWTH_PER_OPERATION_MIN;
  return isLeak
    ? { verdict: 'bad', reason: `grew steadily by ${grew}` }
    : { verdict: 'good', reason: `changed by ${grew}` };
}
