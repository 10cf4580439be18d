import { behavioursOf, type AgentNames, type GroupSpec } from '@lighthouse/agent-sim';
import type { Audit, Result } from '@lighthouse/contract';

type ByzantineRow = Result['byzantine'][number];
type DoneAudit = Extract<Audit, { status: 'done' }>;

/**
 * Says what became of the silence of liars, which no answer tells: the log does. Where it cannot be
 * read, or is not whole, all of it stays unknown.
 */
export function settleSilence(
  rows: readonly ByzantineRow[],
  audit: Audit,
  names: Pick<AgentNames, 'indexOf' | 'groupOf'>,
): ByzantineRow[] {
  if (audit.status !== 'done' || audit.log.value !== 'intact') return [...rows];
  return rows.map((row) => {
    if (row.attack === 'does-not-answer') return settled(row, endsOf(row, audit));
    if (row.attack !== 'says-nothing') return row;
    const forged = audit.forged.examples.filter(({ agent }) => isSilentName(agent, names));
    const isAllSeen = audit.forged.count === audit.forged.examples.length;
    if (forged.length === 0 && !isAllSeen) return row;
    const spoken = Math.min(forged.length, row.attempts);
    const ends = { SAID_IN_ITS_NAME: spoken, NOTHING_IN_THE_LOG: row.attempts - spoken };
    return settled(row, { ends, accepted: spoken, unknown: 0, examples: forged });
  });
}

/** Whether agents of a group answer nothing that they are asked. */
export function isSilent({ lies }: GroupSpec): boolean {
  return lies !== undefined && behavioursOf(lies.behaviours).has('silent');
}

function isSilentName(name: string, names: Pick<AgentNames, 'indexOf' | 'groupOf'>): boolean {
  const index = names.indexOf(name);
  return index !== undefined && isSilent(names.groupOf(index));
}

interface Settled {
  readonly ends: Readonly<Record<string, number>>;
  readonly accepted: number;
  readonly unknown: number;
  readonly examples: ByzantineRow['examples'];
}

/** The log may hold more questions than the expert saw: those are no attempts. */
function endsOf({ attempts }: ByzantineRow, audit: DoneAudit): Settled {
  const { undecided, unanswered } = audit;
  const accepted = Math.min(undecided?.count ?? 0, attempts);
  const decided = Math.min(unanswered?.decided ?? 0, attempts - accepted);
  const unknown = attempts - accepted - decided;
  const ends = { DECIDED_WITHOUT_IT: decided, NEVER_DECIDED: accepted, OPEN_AT_END: unknown };
  return { ends, accepted, unknown, examples: undecided?.examples ?? [] };
}

function settled(row: ByzantineRow, { ends, accepted, unknown, examples }: Settled): ByzantineRow {
  return {
    ...row,
    refused: row.attempts - accepted - unknown,
    accepted,
    unknown,
    answers: Object.fromEntries(Object.entries(ends).filter(([, count]) => count > 0)),
    examples: [...examples],
  };
}
