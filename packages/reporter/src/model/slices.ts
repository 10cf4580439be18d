import { SLICE_TAGS } from '@lighthouse/contract';
import type { OutcomeCounts, Result, Slice, SliceTag } from '@lighthouse/contract';
import { mergeDistributions } from './histogram.ts';
import type { Quantiles } from './histogram.ts';

/** Figures of all operations that have a tag in common. */
export interface SliceGroup {
  readonly name: string;
  readonly counts: OutcomeCounts;
  readonly latency: Quantiles;
}

/** Groups the slices by one tag, in order of first appearance, and joins each group. */
export function groupSlices(slices: readonly Slice[], tag: SliceTag): SliceGroup[] {
  const groups = new Map<string, Slice[]>();
  for (const slice of slices) {
    const members = groups.get(slice[tag]) ?? [];
    groups.set(slice[tag], [...members, slice]);
  }
  return [...groups].map(([name, members]) => ({
    name,
    counts: members.map(({ counts }) => counts).reduce(addCounts),
    latency: mergeDistributions(
      members.map(({ latency }) => latency),
      `slices with ${tag} ${name}`,
    ),
  }));
}

/** Tells whether every operation is in exactly one slice: only then may slices be added up. */
export function isPartitioned({ slices, total }: Pick<Result, 'slices' | 'total'>): boolean {
  const sum = slices.map(({ counts }) => counts).reduce(addCounts, NO_OPERATIONS);
  const isWhole = OUTCOMES.every((outcome) => sum[outcome] === total.counts[outcome]);
  return isWhole && new Set(slices.map(tagsOf)).size === slices.length;
}

/** Share of the answered operations, and of those whose fate is unknown, that did not end well. */
export function errorShare({ ok, fail, info }: OutcomeCounts): number | null {
  const ended = ok + fail + info;
  return ended === 0 ? null : (fail + info) / ended;
}

const OUTCOMES = ['intended', 'ok', 'fail', 'info', 'dropped'] as const;
const NO_OPERATIONS: OutcomeCounts = { intended: 0, ok: 0, fail: 0, info: 0, dropped: 0 };

function addCounts(a: OutcomeCounts, b: OutcomeCounts): OutcomeCounts {
  return {
    intended: a.intended + b.intended,
    ok: a.ok + b.ok,
    fail: a.fail + b.fail,
    info: a.info + b.info,
    dropped: a.dropped + b.dropped,
  };
}

function tagsOf(slice: Slice): string {
  return JSON.stringify(SLICE_TAGS.map((tag) => slice[tag]));
}
