import { LighthouseError, parseMetricSelector, type Scenario } from '@lighthouse/contract';
import { isEmbedded } from '@lighthouse/contract/target';

const JOBS_MAX = 256;
/** A run is at least a thread that generates load and a bridge. */
const CPUS_OF_A_RUN = 2;

export interface Jobs {
  /** Runs side by side, at most. */
  readonly count: number;
  /** Nobody named a number: what measures runs alone. */
  readonly isAuto: boolean;
}

/** Reads `auto` or a number. Throws LH_USAGE. */
export function parseJobs(text: string, cpus: number): Jobs {
  if (text === 'auto')
    return {
      count: Math.min(JOBS_MAX, Math.max(1, Math.floor(cpus / CPUS_OF_A_RUN))),
      isAuto: true,
    };
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= JOBS_MAX) return { count, isAuto: false };
  throw new LighthouseError('LH_USAGE', `--jobs: "${text}" is neither auto nor a number`, {
    facts: { least: 1, most: JOBS_MAX },
  });
}

/**
 * Tells whether nothing may run beside a scenario: it is tagged `performance`, or its target is
 * shared with whoever else uses it. Unless a number of jobs was asked for, also when it judges
 * times or rates: neighbours would change them.
 */
export function mustRunAlone({ tags, target, thresholds }: Scenario, { isAuto }: Jobs): boolean {
  if (tags.includes('performance') || !isEmbedded(target)) return true;
  return isAuto && thresholds.some(({ metric, limit }) => isMeasured(metric, limit));
}

function isMeasured(metric: string, limit: string): boolean {
  const selector = parseMetricSelector(metric);
  if (typeof selector === 'string') return true;
  if (selector.metric === 'operations') return limit.includes('rate');
  return selector.metric !== 'errors';
}

/**
 * Does the work of the items, at most `jobs` at a time, and after that, one by one, of those that
 * are to be alone. Begins nothing once `isStopped`.
 */
export async function workSideBySide<T extends { readonly isAlone: boolean }>(
  items: readonly T[],
  { jobs, isStopped }: { readonly jobs: number; readonly isStopped: () => boolean },
  work: (item: T) => Promise<void>,
): Promise<void> {
  await inLanes(items.filter(({ isAlone }) => !isAlone));
  for (const item of items.filter(({ isAlone }) => isAlone)) if (!isStopped()) await work(item);

  async function inLanes(shared: readonly T[]) {
    let next = 0;
    const lane = async () => {
      for (let item = shared[next++]; item !== undefined; item = shared[next++]) {
        if (isStopped()) return;
        await work(item);
      }
    };
    await Promise.all(Array.from({ length: Math.min(jobs, shared.length) }, lane));
  }
}
