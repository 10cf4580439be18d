import { formatDuration, formatTable } from '@lighthouse/cli-kit/format';
import type { FaultResult } from '@lighthouse/contract/fault-result';
import type { Style } from './terminal-summary.ts';

const MARKS = { injected: '✓', skipped: '–', failed: '?' } as const;

/** What became of the faults of a run, and below each what it did and how that is known. */
export function faultBlock(faults: readonly FaultResult[], style: Style): string {
  if (faults.length === 0) return '';
  const rows = faults.flatMap((fault) => {
    const paint = fault.status === 'injected' ? style.good : style.unknown;
    const head = [paint(MARKS[fault.status]), fault.id, fault.kind, fault.appliesTo];
    return [
      [...head, figuresOf(fault)],
      ...[fault.description, ...seenOf(fault)].map((line) => ['', '', '', '', style.dim(line)]),
    ];
  });
  return formatTable(rows);
}

function figuresOf({ status, availability, recoveryMs, detectMs }: FaultResult): string {
  if (status !== 'injected') return status;
  return [
    availability === null ? 'availability n/a' : `${(availability * 100).toFixed(1)} % available`,
    recoveryMs === null ? 'not seen to recover' : `recovered in ${formatDuration(recoveryMs)}`,
    ...(typeof detectMs === 'number' ? [`found in ${formatDuration(detectMs)}`] : []),
  ].join(', ');
}

function seenOf({ reason, probe }: FaultResult): string[] {
  const looks = [probe.before, probe.during, probe.after].filter((look) => look !== null);
  return [...(reason === undefined ? [] : [reason]), looks.join(' → ')].filter(Boolean);
}
