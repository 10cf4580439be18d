import type { Result } from '@lighthouse/contract';

/**
 * Takes apart what was acknowledged and held against the log: the operations that the figures
 * count, those of a warm-up with them; enrolments, which are none; and what liars state on the way
 * to a lie. Undefined when it does not add up, as where a run was cut short.
 */
export function acknowledgedParts({
  audit,
  total,
  warmup,
  agents,
}: Pick<Result, 'audit' | 'total' | 'warmup' | 'agents'>):
  { readonly count: number; readonly what: string }[] | undefined {
  if (audit.status !== 'done') return undefined;
  const operations = total.counts.ok + (warmup?.counts.ok ?? 0);
  const enrolments = agents.joined;
  const lies = audit.acknowledged - operations - enrolments;
  if (lies < 0) return undefined;
  const parts = [
    { count: operations, what: plural(operations, 'operation') },
    { count: enrolments, what: plural(enrolments, 'enrolment') },
    { count: lies, what: `${plural(lies, 'statement')} of liars` },
  ];
  return parts.filter(({ count }) => count > 0);
}

function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}
