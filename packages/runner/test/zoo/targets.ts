import type { Invariant } from '@lighthouse/contract';
import type { BehaviourName } from '@lighthouse/contract/behaviours';

/** A bridge with one defect, or with none. */
export interface ZooTarget {
  /** A defect of `defects.mjs`; empty for the bridge as it is. */
  readonly name: string;
  /** Invariants of which at least these must be broken; empty when the bridge is correct. */
  readonly broken: readonly Invariant[];
  /** Invariants that the defect may break as well. */
  readonly mayBreak?: readonly Invariant[];
  /** How the liars behave that are to find it. */
  readonly lies?: readonly BehaviourName[];
  /** The attack that must be among those accepted. */
  readonly attack?: string;
  /** The attack that must have been refused. */
  readonly refused?: string;
  /** What the verdict must say, where it is not an invariant that tells. */
  readonly reason?: string;
  /** It is killed in mid-run, and started again. */
  readonly isKilled?: boolean;
  /** It needs a process of its own in any case; one that is killed does. */
  readonly isProcess?: boolean;
  readonly hold?: string;
  readonly reviewTimeout?: string;
  readonly drain?: string;
}

const LIES = ['lies-refused'] as const;
/** Long enough for a review that nobody answers to be overdue. */
const SHORT_REVIEWS = { reviewTimeout: '200ms', hold: '3500ms' } as const;
const UNSEALED: readonly Invariant[] = ['nothing-lost', 'nothing-changed', 'nothing-forged'];
const MADE_UP: readonly Invariant[] = ['order-kept', 'reads-fresh', 'nothing-leaked', 'time-true'];

/** Every broken bridge, and what it must be convicted of. */
export const GUILTY: readonly ZooTarget[] = [
  { name: 'drops-one-in-five', broken: ['nothing-lost'], mayBreak: MADE_UP },
  { name: 'acknowledges-before-writing', broken: ['nothing-lost'], mayBreak: MADE_UP },
  { name: 'reorders', broken: ['order-kept', 'nothing-lost'], mayBreak: MADE_UP },
  { name: 'reuses-sequence-numbers', broken: ['nothing-lost'], mayBreak: MADE_UP },
  { name: 'gives-wrong-macs', broken: ['nothing-lost'], mayBreak: MADE_UP },
  { name: 'changes-content', broken: ['nothing-changed'] },
  { name: 'loses-steps', broken: ['nothing-changed'] },
  { name: 'tells-another-decision', broken: ['nothing-changed'], mayBreak: ['reads-fresh'] },
  { name: 'forges-events', broken: ['nothing-forged'] },
  { name: 'refuses-what-it-wrote', broken: ['nothing-forged'] },
  { name: 'rewrites-an-event', broken: ['log-intact'], mayBreak: UNSEALED },
  { name: 'truncates-its-log', broken: ['nothing-lost'], mayBreak: [...UNSEALED, 'log-intact'] },
  {
    name: 'loses-on-restart',
    broken: ['nothing-lost'],
    mayBreak: [...UNSEALED, ...MADE_UP, 'log-intact'],
    isKilled: true,
  },
  { name: 'lies-about-time', broken: ['time-true'] },
  { name: 'answers-with-stale-data', broken: ['reads-fresh'] },
  { name: 'leaks-inboxes', broken: ['nothing-leaked'], mayBreak: ['reads-fresh'] },
  { name: 'stalls-one-agent', broken: ['nobody-starved'], drain: '3s' },
  { name: 'leaks-memory', broken: ['memory-bounded'], hold: '5s', isProcess: true },
  {
    name: 'dies-in-mid-run',
    broken: [],
    reason: 'the bridge ended in mid-run',
    isProcess: true,
  },
  {
    name: 'accepts-forged-identity',
    broken: ['lies-refused', 'nothing-forged'],
    lies: ['forge-identity'],
    attack: 'signs-as-another',
  },
  {
    name: 'accepts-any-signature',
    broken: LIES,
    lies: ['wrong-signature'],
    attack: 'signs-with-other-secret',
  },
  { name: 'accepts-old-signatures', broken: LIES, lies: ['wrong-time'], attack: 'signed-long-ago' },
  { name: 'accepts-replays', broken: LIES, lies: ['replay'], attack: 'repeats-query' },
  {
    name: 'duplicates-on-retry',
    broken: ['lies-refused', 'nothing-duplicated'],
    mayBreak: ['nothing-changed', 'log-intact'],
    lies: ['replay'],
    attack: 'repeats-stolen',
  },
  {
    name: 'ignores-key-conflicts',
    broken: LIES,
    mayBreak: ['nothing-changed'],
    lies: ['idempotency-conflict', 'twins'],
    attack: 'reuses-key',
  },
  { name: 'decides-twice', broken: LIES, lies: ['equivocate'], attack: 'answers-both-ways' },
  { name: 'ignores-other-names', broken: LIES, lies: ['forge-identity'], attack: 'names-another' },
  {
    name: 'leaks-streams',
    broken: LIES,
    lies: ['out-of-scope'],
    attack: 'reads-stream-of-another',
  },
  {
    name: 'leaks-everything',
    broken: LIES,
    mayBreak: ['nothing-leaked', 'reads-fresh'],
    lies: ['out-of-scope'],
    attack: 'reads-everything',
  },
  {
    name: 'opens-any-number-of-streams',
    broken: LIES,
    lies: ['hoard'],
    attack: 'opens-many-streams',
  },
  { name: 'gives-any-role', broken: LIES, lies: ['escalate-role'], attack: 'asks-for-role' },
  { name: 'lets-anyone-revoke', broken: LIES, lies: ['escalate-role'], attack: 'revokes-another' },
  {
    name: 'registers-anyone',
    broken: LIES,
    lies: ['escalate-role'],
    attack: 'registers-without-token',
  },
  {
    name: 'gives-taken-names',
    broken: LIES,
    mayBreak: ['nothing-forged', 'log-intact'],
    lies: ['escalate-role'],
    attack: 'takes-a-name',
  },
  {
    name: 'stores-reserved-types',
    broken: LIES,
    mayBreak: ['log-intact', 'nothing-forged', 'nothing-lost', 'nothing-changed'],
    lies: ['reserved-types'],
    attack: 'stores-system-type',
  },
  {
    name: 'counts-votes-twice',
    broken: LIES,
    lies: ['vote-fraud'],
    attack: 'votes-twice',
  },
  {
    name: 'takes-votes-from-outside',
    broken: LIES,
    lies: ['vote-fraud'],
    attack: 'votes-from-outside',
  },
  { name: 'counts-both-votes', broken: LIES, lies: ['equivocate'], attack: 'votes-both-ways' },
  { name: 'decides-again', broken: LIES, lies: ['vote-fraud'], attack: 'votes-after-decision' },
  {
    name: 'accepts-stale-fences',
    broken: LIES,
    lies: ['lease-fraud'],
    attack: 'completes-after-takeover',
  },
  { name: 'gives-leases-twice', broken: LIES, lies: ['lease-fraud'], attack: 'claims-leased-task' },
  {
    name: 'lets-the-revoked-back',
    broken: LIES,
    mayBreak: ['log-intact'],
    lies: ['come-back'],
    attack: 'joins-again-revoked',
  },
  {
    name: 'waits-for-the-silent',
    broken: LIES,
    lies: ['silent'],
    attack: 'does-not-answer',
    ...SHORT_REVIEWS,
  },
  { name: 'fails-on-deep-json', broken: LIES, lies: ['deep-json'], attack: 'nests-deep' },
];

/** Bridges that look odd and do nothing wrong. */
export const INNOCENT: readonly ZooTarget[] = [
  { name: '', broken: [], lies: ['malicious', 'random'] },
  { name: '', broken: [], lies: ['silent'], refused: 'does-not-answer', ...SHORT_REVIEWS },
  { name: 'is-slow', broken: [] },
  { name: 'is-overloaded', broken: [] },
  { name: 'loses-answers', broken: [] },
  { name: '', broken: [], isKilled: true },
];
