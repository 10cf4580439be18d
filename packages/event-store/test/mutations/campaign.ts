import { verifyLog } from '../../src/verify/verify-log.ts';
import type { LogVerdict } from '../../src/types.ts';
import { memoryFs } from '../memory-fs.ts';
import type { Seeds } from '../side-by-side.ts';
import { Chance } from './chance.ts';
import { cleanLog } from './clean-logs.ts';
import { LOCAL_MUTATIONS } from './frame-mutations.ts';
import { LOG_MUTATIONS, type LogMutation } from './log-mutations.ts';
import { MutableLog, type Expectation } from './mutable-log.ts';

/** Every class of mutation, at a place of its own choice. */
export const MUTATIONS: readonly LogMutation[] = [
  ...LOCAL_MUTATIONS.map((local) => ({
    name: local.name,
    apply: (log: MutableLog, chance: Chance) =>
      local.apply(log, chance.below(log.frames.length), chance),
  })),
  ...LOG_MUTATIONS,
].map((mutation) => ({
  name: mutation.name,
  // Most need an event to begin with.
  apply: (log, chance) =>
    log.frames.length > 0 || mutation.name.includes('HEAD')
      ? mutation.apply(log, chance)
      : undefined,
}));

export const MUTATION_NAMES: readonly string[] = MUTATIONS.map(({ name }) => name);

export interface CampaignShare {
  readonly seeds: Seeds;
  readonly count: number;
}

/** How often each class came up. */
type Counts = Record<string, number>;

/**
 * Tampers with one clean log after the other, in every way that it allows, until `count` are done;
 * throws at the first mistake.
 */
async function mutate({ seeds, count }: CampaignShare): Promise<Counts> {
  const counts: Counts = {};
  let done = 0;
  for (let seed = seeds.first; done < count; seed += seeds.step) {
    const clean = cleanLog(new Chance(seed));
    for (const mutation of MUTATIONS) {
      const { name } = mutation;
      const log = new MutableLog(clean);
      const chance = new Chance(Math.imul(seed, 0x9e37_79b9) ^ done);
      const expected = mutation.apply(log, chance);
      if (expected === undefined) continue;
      const verdict = await verifyMutated(log, expected);
      const mistake = mistakeIn(verdict, expected);
      if (mistake !== undefined)
        throw new Error(`seed ${seed}, ${name}: ${mistake} ${told(verdict)}`);
      counts[name] = (counts[name] ?? 0) + 1;
      done += 1;
    }
  }
  return counts;
}

/** Frames between two mutations of a pair, and behind the second: so many are not touched. */
const APART = 4;

/**
 * Tampers with logs in two places far apart, until `count` are done: both must be named, and
 * nothing else.
 */
async function mutateTwice({ seeds, count }: CampaignShare): Promise<Counts> {
  let done = 0;
  for (let seed = seeds.first; done < count; seed += seeds.step) {
    const chance = new Chance(seed);
    const clean = cleanLog(chance, { segmentsMin: 2, isSettled: true });
    for (let turn = 0; turn < PAIRS_PER_LOG; turn++) {
      const log = new MutableLog(clean);
      const last = log.frames.length - 1 - APART;
      if (last < APART) break;
      const [first, second] = [chance.pick(LOCAL_MUTATIONS), chance.pick(LOCAL_MUTATIONS)];
      const at = chance.below(last - APART + 1);
      // From the back, so that what is done first does not move the place of what comes then.
      const behind = second.apply(log, chance.between(at + APART, last + 1), chance);
      const before = behind && first.apply(log, at, chance);
      if (!before) continue;
      const verdict = await verifyMutated(log, before);
      const mistake =
        mistakeIn(verdict, both(before, behind)) ?? mistakeIn(verdict, both(behind, before));
      if (mistake !== undefined) {
        throw new Error(
          `seed ${seed}, ${first.name} and ${second.name}: ${mistake} ${told(verdict)}`,
        );
      }
      done += 1;
    }
  }
  return { pairs: done };
}

const PAIRS_PER_LOG = 8;

/** Makes clean logs of many shapes; throws at the first that raises an alarm. */
async function leaveClean({ seeds, count }: CampaignShare): Promise<Counts> {
  for (let done = 0; done < count; done++) {
    const seed = seeds.first + done * seeds.step;
    const log = cleanLog(new Chance(seed));
    const verdict = await verifyLog({ dir: 'log', keyRing: log.ring, fs: memoryFs(log.files) });
    const isTornEnd = log.isTorn && verdict.findings.length > 0;
    const isRight =
      verdict.value === (isTornEnd ? 'unknown' : 'intact') &&
      verdict.lastSeq === log.lastSeq &&
      verdict.findings.every(({ code }) => isTornEnd && code === 'TORN_TAIL');
    if (!isRight) throw new Error(`seed ${seed}, a clean log: ${told(verdict)}`);
  }
  return { logs: count };
}

/** The campaigns, by the name that mutation-campaign-main.ts is told. */
export const CAMPAIGNS: ReadonlyMap<string, (share: CampaignShare) => Promise<Counts>> = new Map([
  ['mutations', mutate],
  ['pairs', mutateTwice],
  ['clean-logs', leaveClean],
]);

/** What must be found of the first when the second may be found too. */
function both(first: Expectation, second: Expectation): Expectation {
  // A segment that has become shorter, and whose last event is damaged, looks cut off.
  const isBroken = first.names.includes('CORRUPT');
  const names = isBroken ? [...first.names, 'SEGMENT_TRUNCATED' as const] : first.names;
  const also = [...(first.also ?? []), ...second.names, ...(second.also ?? [])];
  return { names, also: ['SEGMENT_TRUNCATED', ...also] };
}

export function verifyMutated(log: MutableLog, expected: Expectation): Promise<LogVerdict> {
  const fs = memoryFs(log.files);
  return verifyLog({ dir: 'log', keyRing: log.clean.ring, fs, ...expected.options });
}

/** Says what a verdict gets wrong; undefined when it is right. */
export function mistakeIn(verdict: LogVerdict, expected: Expectation): string | undefined {
  const codes = verdict.findings.map(({ code }) => code);
  const { names, also = [], blames } = expected;
  if (!(expected.verdict ?? ['tampered']).includes(verdict.value)) return 'wrong verdict';
  if (names.length > 0 && !names.some((name) => codes.includes(name)))
    return `not named ${names.join()}`;
  const odd = codes.find((code) => !names.includes(code) && !also.includes(code));
  if (odd !== undefined) return `also named ${odd}`;
  if (blames === undefined) return undefined;
  const isOutside = verdict.findings.some(
    ({ code, seqs }) =>
      seqs !== undefined && code !== 'HEAD_AHEAD' && (seqs[0] < blames[0] || seqs[1] > blames[1]),
  );
  return isOutside ? `blames others than ${blames.join()}` : undefined;
}

export function told({ value, findings }: LogVerdict): string {
  const list = findings.map(
    ({ code, file, seqs }) => `${code} ${file ?? ''} ${seqs?.join('..') ?? ''}`,
  );
  return `(${value}: ${list.join('; ')})`;
}
