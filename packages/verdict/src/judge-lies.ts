import type { Audit, Result, VerdictValue } from '@lighthouse/contract';

type ByzantineRow = Result['byzantine'][number];

export interface JudgedLies {
  readonly verdict: VerdictValue;
  readonly reason: string;
}

/** Attacks that have no answer: the log tells what became of them, if it lasts so long. */
const WITHOUT_ANSWER: readonly string[] = ['does-not-answer', 'says-nothing'];

/**
 * Judges whether every lie was refused. One that was accepted, by an answer or by what the log
 * holds, is bad. Where nothing is known of an attack at all, nothing can be said.
 */
export function judgeLies(rows: readonly ByzantineRow[], audit: Audit): JudgedLies {
  const accepted = rows.filter((row) => row.accepted > 0);
  const inLog = audit.status === 'done' ? (audit.lies?.count ?? 0) : 0;
  if (accepted.length > 0 || inLog > 0)
    return { verdict: 'bad', reason: [...accepted.map(whyBad), ...whyInLog(audit)].join('; ') };
  const attempts = rows.reduce((sum, row) => sum + row.attempts, 0);
  if (attempts === 0) return { verdict: 'good', reason: 'nobody lied' };
  const silent = rows.filter(
    ({ attack, attempts: tried, unknown }) =>
      tried > 0 && unknown === tried && !WITHOUT_ANSWER.includes(attack),
  );
  if (silent.length > 0) {
    const names = silent.map(({ attack }) => attack).join(', ');
    return { verdict: 'unknown', reason: `no answer that tells to any attempt of ${names}` };
  }
  const refused = rows.reduce((sum, row) => sum + row.refused, 0);
  return { verdict: 'good', reason: `${refused} refused of ${attempts} lies, none accepted` };
}

function whyBad({ attack, accepted, attempts, expected, examples }: ByzantineRow): string {
  const [example] = examples;
  const first = example === undefined ? '' : `; first: ${example.agent}, ${example.what}`;
  return `${attack}: ${accepted} of ${attempts} accepted (expected: ${expected})${first}`;
}

function whyInLog(audit: Audit): string[] {
  const lies = audit.status === 'done' ? audit.lies : undefined;
  if (lies === undefined || lies.count === 0) return [];
  const [example] = lies.examples;
  const first = example === undefined ? '' : `; first: ${example.agent}, ${example.what}`;
  return [`${lies.count} in the log${first}`];
}
