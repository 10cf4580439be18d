import type { Result } from '@lighthouse/contract';
import { sumByName } from '@lighthouse/verdict';

type Row = Result['byzantine'][number];
const COUNTS = ['attempts', 'refused', 'refusedOtherwise', 'accepted', 'unknown'] as const;
const EXAMPLES_MAX = 20;

/** Adds up what the liars of all shards tried and got, by behaviour and attack. */
export function joinLies(results: readonly Result[]): Row[] {
  const joined = new Map<string, Row>();
  for (const row of results.flatMap(({ byzantine }) => byzantine)) {
    const name = `${row.behaviour} ${row.attack}`;
    const known = joined.get(name);
    joined.set(name, known === undefined ? row : add(known, row));
  }
  return [...joined.values()];
}

function add(one: Row, other: Row): Row {
  const counts = Object.fromEntries(COUNTS.map((name) => [name, one[name] + other[name]]));
  return {
    ...one,
    ...counts,
    answers: sumByName([one.answers, other.answers]),
    examples: [...one.examples, ...other.examples].slice(0, EXAMPLES_MAX),
  };
}
