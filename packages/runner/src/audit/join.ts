import { REGISTERED } from './appends.ts';
import type { AuditExample, AuditFindings } from './audit-findings.ts';
import { judgeEventTime } from './event-time.ts';
import type { ClockStep } from './fault-effects.ts';
import type { AppendRow, OperationRow, OrderRow } from './rows.ts';

/**
 * What the history and the log say of the same operation: one idempotency key of one agent, or,
 * for what has no key, one place in the log.
 *
 *   told ok        and in the log as acknowledged        good
 *                  not in the log, or under a receipt
 *                  that the log does not bear out         lost
 *   told nothing   in the log or not                      good (counted)
 *   told fail      in the log                             forged: the agent knows it as refused
 *   never sent     in the log                             forged
 *   sent once      in the log twice                       duplicated
 *   a lie          in the log without an answer           accepted after all
 *   in the log     with other content, another decision
 *                  than was told, or without one          changed
 */
export interface JoinSink {
  readonly findings: AuditFindings;
  readonly nameOf: (agent: number) => string;
  /** See AuditInput. */
  readonly wallOffsetUs: number | undefined;
  readonly clockSteps: readonly ClockStep[];
  /** The time of an event is off, by no more than a clock step explains. */
  readonly onStepped: () => void;
  /** What the log is known to hold, for the check of the order. */
  readonly onPlaced: (row: OrderRow) => void;
  /** An operation whose outcome was unknown, and whether the log holds it. */
  readonly onResolved: (isInLog: boolean) => void;
  /** An append without a key that no receipt points at. */
  readonly onUnclaimed: (append: AppendRow) => void;
}

interface Group {
  readonly operations: OperationRow[];
  readonly appends: AppendRow[];
}

/** Names what is joined. Operations without a key are known by their receipt alone. */
export function operationIdentity({ agent, key, receiptSeq }: OperationRow): string {
  return key === '' ? placeIdentity(agent, receiptSeq) : keyIdentity(agent, key);
}

export function appendIdentity({ agent, key, lastSeq }: AppendRow): string {
  return key === '' ? placeIdentity(agent, lastSeq) : keyIdentity(agent, key);
}

/** Joins a partition: all operations and appends of some identities. */
export function joinPartition(
  operations: Iterable<OperationRow>,
  appends: Iterable<AppendRow>,
  sink: JoinSink,
): void {
  const groups = new Map<string, Group>();
  const groupOf = (identity: string): Group => {
    const group = groups.get(identity) ?? { operations: [], appends: [] };
    groups.set(identity, group);
    return group;
  };
  for (const row of operations) groupOf(operationIdentity(row)).operations.push(row);
  for (const row of appends) groupOf(appendIdentity(row)).appends.push(row);
  for (const group of groups.values()) judge(group, sink);
}

function judge(group: Group, sink: JoinSink): void {
  const { operations, appends } = group;
  const claims = operations.filter(({ outcome }) => outcome !== 'fail');
  if (claims.some(({ isLie }) => isLie === true)) return judgeLie(group, sink);
  if (claims.length === 0) {
    for (const append of appends) judgeUnclaimed(append, operations[0], sink);
    return;
  }
  const held = heldAppend(claims, appends);
  for (const claim of claims) judgeClaim(claim, held, sink);
  if (held === undefined) return;
  judgeContent(held, claims, sink);
  for (const other of appends.filter((append) => append !== held)) {
    sink.findings.convict('duplicated', () =>
      example(sink, other, `in the log again; it stands there as ${held.lastSeq} already`),
    );
  }
}

/** An acknowledged lie is known by its answer; what is told of one that is not is in the log. */
function judgeLie({ operations, appends }: Group, sink: JoinSink): void {
  const isAcknowledged = operations.some(({ outcome }) => outcome === 'ok');
  if (!isAcknowledged) sink.onResolved(appends.length > 0);
  for (const append of isAcknowledged ? [] : appends)
    sink.findings.convict('lies', () => example(sink, append, 'a lie stands in the log'));
}

/** The append that stands for the operation: the acknowledged one, else the first. */
function heldAppend(claims: readonly OperationRow[], appends: readonly AppendRow[]) {
  const acknowledged = appends.find((append) => claims.some((claim) => bearsOut(append, claim)));
  return acknowledged ?? appends.toSorted((one, other) => one.lastSeq - other.lastSeq)[0];
}

function bearsOut(append: AppendRow, { receiptSeq, receiptMac }: OperationRow): boolean {
  return append.lastSeq === receiptSeq && append.lastMac === receiptMac;
}

function judgeClaim(claim: OperationRow, held: AppendRow | undefined, sink: JoinSink): void {
  const { agent, number, clock, sentUs, answeredUs } = claim;
  const isAcknowledged = claim.outcome === 'ok';
  if (!isAcknowledged) sink.onResolved(held !== undefined);
  const what = isAcknowledged ? whyLost(claim, held) : undefined;
  if (what !== undefined) sink.findings.convict('lost', () => lostExample(sink, claim, what));
  if (held === undefined) return;
  if (isAcknowledged) judgeTime(claim, held, sink);
  const toldUs = isAcknowledged ? answeredUs : Number.POSITIVE_INFINITY;
  sink.onPlaced({ seq: held.lastSeq, sentUs, answeredUs: toldUs, agent, number, clock });
}

function judgeTime(claim: OperationRow, held: AppendRow, sink: JoinSink): void {
  const { wallOffsetUs, clockSteps } = sink;
  if (wallOffsetUs === undefined) return;
  const eventUs = held.lastTsUs - wallOffsetUs;
  const judged = judgeEventTime({ ...claim, eventUs }, clockSteps);
  if (judged.kind === 'stepped') sink.onStepped();
  if (judged.kind === 'wrong')
    sink.findings.convict('mistimed', () => example(sink, held, judged.what));
}

function whyLost(claim: OperationRow, held: AppendRow | undefined): string | undefined {
  const { receiptSeq } = claim;
  const place = receiptSeq === 0 ? 'without a receipt' : `as event ${receiptSeq}`;
  if (held === undefined) return `acknowledged ${place}, but not in the log`;
  // What was written over is convicted as changed.
  const isSame = claim.digest === '' || claim.digest === held.digest;
  if (!isSame || receiptSeq === 0 || bearsOut(held, claim)) return undefined;
  return held.lastSeq === receiptSeq
    ? `acknowledged ${place}, which the log holds with another MAC`
    : `acknowledged ${place}, but the log holds it as ${held.lastSeq}`;
}

function judgeContent(held: AppendRow, claims: readonly OperationRow[], sink: JoinSink): void {
  const why = whyChanged(held, claims);
  if (why !== undefined) sink.findings.convict('changed', () => example(sink, held, why));
}

function whyChanged(held: AppendRow, claims: readonly OperationRow[]): string | undefined {
  const isSent = claims.some(({ digest }) => digest === '' || digest === held.digest);
  if (!isSent) return 'the content in the log is not what was sent';
  if (!held.isWhole) return 'the log holds no decision with it';
  const told = claims.find(({ decision }) => decision !== '' && decision !== held.decision);
  if (told === undefined) return undefined;
  return `the agent was told "${told.decision}", the log says "${held.decision}"`;
}

function judgeUnclaimed(append: AppendRow, refused: OperationRow | undefined, sink: JoinSink) {
  if (append.key === '') return sink.onUnclaimed(append);
  const what =
    refused === undefined
      ? 'in the log, but never sent by this agent'
      : 'in the log, though the agent was told that it did not happen';
  sink.findings.convict('forged', () => example(sink, append, what));
}

/** Describes something that the log holds. */
export function example(
  { nameOf }: Pick<JoinSink, 'nameOf'>,
  append: AppendRow,
  what: string,
): AuditExample {
  const { agent, key, type, lastSeq } = append;
  return { agent: nameOf(agent), op: opOf(type), ...named(key), seq: lastSeq, what };
}

function lostExample({ nameOf }: JoinSink, claim: OperationRow, what: string): AuditExample {
  const { agent, kind, key, receiptSeq } = claim;
  const seq = receiptSeq === 0 ? {} : { seq: receiptSeq };
  return { agent: nameOf(agent), op: kind, ...named(key), ...seq, what };
}

const OP_OF_TYPE: Readonly<Record<string, string>> = {
  [REGISTERED]: 'enrol',
  'session.opened': 'session',
  'session.closed': 'session',
  'command.submitted': 'command',
  'review.answered': 'review',
  'event.stored': 'event',
};

/** The kind of operation that leaves events of this type; the type itself when none does. */
export function opOf(type: string): string {
  return Object.hasOwn(OP_OF_TYPE, type) ? (OP_OF_TYPE[type] ?? type) : type;
}

function named(key: string): { key?: string } {
  return key === '' ? {} : { key };
}

function keyIdentity(agent: number, key: string): string {
  return `${agent}\n${key}`;
}

function placeIdentity(agent: number, seq: number): string {
  return `${agent}#${seq}`;
}
