import type { Audit, Invariant, Result, VerdictValue } from '@lighthouse/contract';
import { judgeLies } from './judge-lies.ts';
import { judgeWatched, type Watched, type WatchedInvariant } from './judge-watched.ts';

export type InvariantResult = Result['invariants'][number];
type JudgedHere = 'lost' | 'forged' | 'duplicated' | 'changed' | 'outOfOrder';
type Elsewhere = 'log-intact' | 'lies-refused' | WatchedInvariant;
type DoneAudit = Extract<Audit, { status: 'done' }>;

const CONVICTIONS = {
  'nothing-lost': 'lost',
  'nothing-forged': 'forged',
  'nothing-duplicated': 'duplicated',
  'nothing-changed': 'changed',
  'order-kept': 'outOfOrder',
} as const satisfies Record<Exclude<Invariant, Elsewhere>, JudgedHere>;

const WORDS = {
  lost: 'lost',
  forged: 'forged',
  duplicated: 'duplicated',
  changed: 'changed',
  outOfOrder: 'out of order',
} as const satisfies Record<JudgedHere, string>;

/** Judges invariants on an audit. What was not read, or could not be verified, is never good. */
export function judgeInvariants(
  names: readonly Invariant[],
  audit: Audit,
  { byzantine, ...watched }: WatchedRun = NOTHING_WATCHED,
): InvariantResult[] {
  return names.map((name) => {
    if (name === 'lies-refused') return { name, ...judgeLies(byzantine, audit) };
    if (isWatched(name)) return { name, ...judgeWatched(name, audit, watched) };
    if (audit.status === 'skipped') {
      return { name, verdict: 'unknown', reason: `not audited: ${audit.reason}` };
    }
    return { name, ...(name === 'log-intact' ? judgeLog(audit) : judgeConvictions(name, audit)) };
  });
}

/** What is known of a run apart from its audit. */
export interface WatchedRun extends Watched {
  readonly byzantine: Result['byzantine'];
}
const NOTHING_WATCHED: WatchedRun = {
  byzantine: [],
  seen: undefined,
  targetMemory: [],
  answered: 0,
};
const WATCHED: readonly string[] = [
  'nothing-leaked',
  'reads-fresh',
  'time-true',
  'nobody-starved',
  'memory-bounded',
] satisfies WatchedInvariant[];

function isWatched(name: Invariant): name is WatchedInvariant {
  return WATCHED.includes(name);
}

type Judgement = Omit<InvariantResult, 'name'>;

function judgeLog({ log }: DoneAudit): Judgement {
  const verdicts = { intact: 'good', tampered: 'bad', unknown: 'unknown' } as const;
  const verdict = verdicts[log.value];
  if (verdict === 'good') return { verdict, reason: `all ${log.verifiedCount} events verified` };
  const [worst] = log.findings;
  const more = log.findingCount > 1 ? ` (and ${log.findingCount - 1} more)` : '';
  const finding =
    worst === undefined ? 'not all of it could be read' : `${worst.code}: ${worst.message}`;
  return { verdict, reason: `${finding}${more}` };
}

function judgeConvictions(name: keyof typeof CONVICTIONS, audit: DoneAudit): Judgement {
  const conviction = CONVICTIONS[name];
  const { count, examples } = audit[conviction];
  const [example] = examples;
  if (count === 0) return withoutConviction(conviction, audit);
  const first =
    example === undefined ? '' : `; first: ${example.agent}, ${example.op}, ${example.what}`;
  const reason = `${count} ${WORDS[conviction]}${first}`;
  // What is missing may stand in the part of the log that nobody could read.
  const verdict: VerdictValue =
    conviction === 'lost' && audit.log.value === 'unknown' ? 'unknown' : 'bad';
  return { verdict, reason };
}

function withoutConviction(conviction: JudgedHere, audit: DoneAudit): Judgement {
  const reason = `none ${WORDS[conviction]} of ${audit.acknowledged} acknowledged`;
  // All that was acknowledged was found, whatever else the log holds.
  if (conviction === 'lost' || audit.log.value === 'intact') return { verdict: 'good', reason };
  return { verdict: 'unknown', reason: `${reason}, but the log could not be verified as a whole` };
}
