import type { StoredEvent } from '@lighthouse/event-store';
import { contentDigest } from '../src/audit/content-digest.ts';
import type { HistoryRecord } from '../src/history/record.ts';
import { agents } from './audit-model.ts';

/**
 * The audit in its plainest form: everything in memory, every pair compared. What it says, the
 * audit that splits its work must say too. Knows keyed operations only.
 */
export function referenceAudit(
  history: readonly HistoryRecord[],
  events: readonly StoredEvent[],
): Record<'lost' | 'forged' | 'duplicated' | 'changed' | 'outOfOrder', number> {
  const appends = events.flatMap((event, at) =>
    event.key === undefined || event.agent === undefined ? [] : [appendAt(events, at)],
  );
  const counts = { lost: 0, forged: 0, duplicated: 0, changed: 0, outOfOrder: 0 };
  const placed: { record: HistoryRecord; seq: number }[] = [];
  for (const record of history.filter(({ outcome }) => outcome !== 'fail')) {
    const own = appends.filter((append) => isOf(append, record));
    const exact = own.find(({ last }) => isReceiptOf(last, record));
    const held = exact ?? own[0];
    if (record.outcome === 'ok' && held === undefined) counts.lost += 1;
    if (held === undefined) continue;
    placed.push({ record, seq: held.last.seq });
    counts.duplicated += own.length - 1;
    const isToldSo = record.decision === '' || record.decision === held.decision;
    if (record.digest !== held.digest || !isToldSo) counts.changed += 1;
    const isUnproven = record.outcome === 'ok' && record.receiptSeq > 0 && exact === undefined;
    if (isUnproven && record.digest === held.digest) counts.lost += 1;
  }
  const sent = history.filter(({ outcome }) => outcome !== 'fail');
  counts.forged = appends.filter((append) => !sent.some((record) => isOf(append, record))).length;
  counts.outOfOrder = placed.filter(
    ({ record, seq }) =>
      record.outcome === 'ok' &&
      placed.some((other) => other.seq < seq && record.answeredUs < other.record.sentUs),
  ).length;
  return counts;
}

function appendAt(events: readonly StoredEvent[], at: number) {
  const first = events[at]!;
  const rest = events.slice(at + 1);
  const end = rest.findIndex(
    ({ key, correlation }) => key !== undefined || correlation !== first.correlation,
  );
  const all = [first, ...(end < 0 ? rest : rest.slice(0, end))];
  return {
    agent: agents.indexOf(first.agent ?? ''),
    key: first.key,
    last: all.at(-1) ?? first,
    digest: contentDigest(
      all.filter(({ agent }) => agent !== undefined).map(({ payload }) => payload),
    ),
    decision: all
      .find(({ type }) => /^command\.(allowed|denied|escalated)$/.test(type))
      ?.type.slice(8),
  };
}

type ReferenceAppend = ReturnType<typeof appendAt>;

function isOf(append: ReferenceAppend, record: HistoryRecord): boolean {
  return append.agent === record.agent && append.key === record.key;
}

function isReceiptOf(event: StoredEvent, record: HistoryRecord): boolean {
  return event.seq === record.receiptSeq && event.mac.startsWith(record.receiptMac);
}
