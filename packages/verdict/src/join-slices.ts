import type { Distribution, OutcomeCounts, Slice } from '@lighthouse/contract';
import { Trend } from './trend.ts';

/** Adds counts up. */
export function sumCounts(all: readonly OutcomeCounts[]): OutcomeCounts {
  const sumOf = (name: keyof OutcomeCounts) => all.reduce((sum, counts) => sum + counts[name], 0);
  return {
    intended: sumOf('intended'),
    ok: sumOf('ok'),
    fail: sumOf('fail'),
    info: sumOf('info'),
    dropped: sumOf('dropped'),
  };
}

/** Joins distributions by their histograms. Throws LH_NOT_A_RUN. */
export function joinDistributions(all: readonly Distribution[]): Distribution {
  const trend = new Trend('wide');
  for (const { hdr, count, min, max } of all)
    if (count > 0) trend.addEncoded(hdr, { min: min ?? 0, max: max ?? 0 });
  return trend.distribution();
}

/** Joins slices into one with these tags. Throws LH_NOT_A_RUN. */
export function joinSlices(
  tags: Pick<Slice, 'op' | 'role' | 'behaviour'>,
  slices: readonly Slice[],
): Slice {
  return {
    op: tags.op,
    role: tags.role,
    behaviour: tags.behaviour,
    counts: sumCounts(slices.map(({ counts }) => counts)),
    latency: joinDistributions(slices.map(({ latency }) => latency)),
    serviceTime: joinDistributions(slices.map(({ serviceTime }) => serviceTime)),
    sendDelay: joinDistributions(slices.map(({ sendDelay }) => sendDelay)),
    ...(slices.every(({ connectionWait }) => connectionWait === undefined)
      ? {}
      : {
          connectionWait: joinDistributions(
            slices.flatMap(({ connectionWait }) => connectionWait ?? []),
          ),
        }),
    errors: sumByName(slices.map(({ errors }) => errors)),
  };
}

/** Adds up what was counted by name: the most frequent first, then by name. */
export function sumByName(all: readonly Readonly<Record<string, number>>[]) {
  const sums = new Map<string, number>();
  for (const [name, count] of all.flatMap((each) => Object.entries(each)))
    sums.set(name, (sums.get(name) ?? 0) + count);
  return Object.fromEntries([...sums].toSorted(byCountThenName));
}

/** The most frequent first; then by name, so that the same run prints the same. */
export function byCountThenName([a, countA]: [string, number], [b, countB]: [string, number]) {
  return countB - countA || (a < b ? -1 : 1);
}
