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
  { byzantine, logWatch, ...watched }: WatchedRun = NOTHING_WATCHED,
): InvariantResult[] {
  const seenLive = (logWatch?.findingCount ?? 0) > 0;
  const isAdded = seenLive && !names.includes('log-intact');
  const all: readonly Invariant[] = isAdded ? [...names, 'log-intact'] : names;
  return all.map((name) => {
    if (name === 'log-intact' && seenLive) return { name, ...judgeLive(logWatch) };
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
  /** What was seen of the log while the run went on. */
  readonly logWatch?: Result['logWatch'];
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

/** What was seen while the run went on counts, whatever the log looks like afterwards. */
function judgeLive(logWatch: Result['logWatch']): Judgement {
  const [first] = logWatch?.findings ?? [];
  const more = (logWatch?.findingCount ?? 0) - 1;
  const what = first === undefined ? 'it was wrong' : `${first.code}: ${first.message}`;
  const detectMs = first?.detectMs ?? null;
  const when = detectMs === null ? '' : `, at most ${Math.ceil(detectMs)} ms after it happened`;
  const rest = more > 0 ? ` (and ${more} more)` : '';
  return { verdict: 'bad', reason: `${what}; found while the run went on${when}${rest}` };
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
