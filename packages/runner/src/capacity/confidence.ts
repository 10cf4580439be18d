import type { CapacityAnswer } from '@lighthouse/contract/run-answers';
import { isSettled, outcomeOf, type SearchEnd, type Tries } from './search.ts';

type Confidence = CapacityAnswer['confidence'];

/**
 * Says how sure an answer is, by the repeats of the steps on both sides of it: high when all of
 * them agree, medium when most do, low when the search ended before it could tell.
 */
export function confidenceOf(end: SearchEnd, triesMax: number): Confidence {
  const { highestHeld, lowestNotHeld, tries } = end;
  const ends = [highestHeld, lowestNotHeld].flatMap((level) => {
    const known = level === undefined ? undefined : tries.get(level);
    return known === undefined || level === undefined ? [] : [{ level, known }];
  });
  const why = ends.map(({ level, known }) => `${level} ${describe(known)}`).join(', ');
  if (end.stop === 'interrupted') return { level: 'low', why: `interrupted; ${why}` };
  if (end.stop === 'steps') return { level: 'low', why: `no more steps were allowed; ${why}` };
  const isSure = ends.every(({ known }) => isSettled(known, triesMax) && isUnanimous(known));
  const above = [...tries].filter(
    ([level, known]) => level > (lowestNotHeld ?? Infinity) && outcomeOf(known) === 'held',
  );
  if (!isSure) return { level: 'medium', why };
  if (above.length === 0) return { level: 'high', why };
  return { level: 'medium', why: `${why}, but ${above.map(([level]) => level).join(', ')} held` };
}

function isUnanimous({ held, missed, limited }: Tries): boolean {
  return held === 0 || missed + limited === 0;
}

function describe({ held, missed, limited }: Tries): string {
  return `held ${held} of ${held + missed + limited} times`;
}
