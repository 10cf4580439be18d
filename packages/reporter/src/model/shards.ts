import type { Audit, Result } from '@lighthouse/contract';
import { codeCell, countCell, textCell, verdictCell } from './cells.ts';
import { readableTime } from './readable-time.ts';
import type { Cell, Table } from './table.ts';

type Shard = NonNullable<Result['merged']>['shards'][number];

/** What each machine ran and found; without rows unless the result was merged. */
export function shardsTable({ merged }: Result): Table {
  const missing = merged?.missing ?? [];
  return {
    id: 'shards',
    title: 'Shards',
    columns: [
      { label: 'Shard' },
      { label: 'Verdict' },
      { label: 'Agents', isNumeric: true },
      { label: 'Intended', isNumeric: true },
      { label: 'OK', isNumeric: true },
      { label: 'Audit' },
      { label: 'Generator' },
      { label: 'Started' },
      { label: 'Run' },
    ],
    groups: [{ rows: (merged?.shards ?? []).map((shard) => shardRow(shard, merged?.of ?? 0)) }],
    whenEmpty: '',
    ...(missing.length === 0 ? {} : { note: `Missing: ${missing.join(', ')}.` }),
  };
}

function shardRow(shard: Shard, of: number): Cell[] {
  return [
    textCell(`${shard.number} of ${of}`),
    verdictCell(shard.verdict.value),
    countCell(shard.agents.joined),
    countCell(shard.counts.intended),
    countCell(shard.counts.ok),
    textCell(auditText(shard.audit)),
    textCell(shard.generatorLimited ? 'was the bottleneck' : 'had time to spare'),
    textCell(readableTime(shard.startedAt)),
    codeCell(shard.runId),
  ];
}

function auditText(audit: Audit): string {
  return audit.status === 'done' ? `log ${audit.log.value}` : `skipped: ${audit.reason}`;
}
