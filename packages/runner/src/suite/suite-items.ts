import path from 'node:path';
import { exitCodeForError, hasErrorCode, type Scenario } from '@lighthouse/contract';
import type { SuiteEntry } from '@lighthouse/contract/suite-answer';
import { loadScenario } from '@lighthouse/scenario-file';
import { isSelected, type TagFilter } from './select-by-tags.ts';
import { mustRunAlone, type Jobs } from './side-by-side.ts';

/** A file of the suite: a scenario to run, or why it cannot be. */
export type SuiteItem = SuiteRun | { readonly kind: 'unreadable'; readonly entry: SuiteEntry };

export interface SuiteRun {
  readonly kind: 'run';
  /** Relative to the suite's folder. */
  readonly file: string;
  readonly scenario: Scenario;
  readonly isAlone: boolean;
}

export interface SuiteItems {
  readonly items: readonly SuiteItem[];
  readonly leftOut: number;
  /** All tags that were seen, sorted. */
  readonly tags: readonly string[];
}

/**
 * Reads the files and takes those that the tags select. A file that cannot be read is always taken:
 * nobody knows its tags, and nothing is to pass unseen.
 */
export async function readSuiteItems(
  files: readonly string[],
  { folder, shownAs, filter, jobs }: SuiteItemsOptions,
): Promise<SuiteItems> {
  const items: SuiteItem[] = [];
  const tags = new Set<string>();
  for (const file of files) {
    const item = await readItem(file, path.join(folder, file), { jobs, shownAs });
    if (item.kind === 'run') item.scenario.tags.forEach((tag) => tags.add(tag));
    if (item.kind === 'unreadable' || isSelected(item.scenario.tags, filter)) items.push(item);
  }
  return { items, leftOut: files.length - items.length, tags: [...tags].toSorted() };
}

export interface SuiteItemsOptions {
  /** Absolute. */
  readonly folder: string;
  /** The folder as messages call it. */
  readonly shownAs: string;
  readonly filter: TagFilter;
  readonly jobs: Jobs;
}

async function readItem(
  file: string,
  fullPath: string,
  { jobs, shownAs }: Pick<SuiteItemsOptions, 'jobs' | 'shownAs'>,
): Promise<SuiteItem> {
  try {
    const { scenario } = await loadScenario(fullPath);
    return { kind: 'run', file, scenario, isAlone: mustRunAlone(scenario, jobs) };
  } catch (error) {
    if (!hasErrorCode(error)) throw error;
    const facts = Object.entries(error.facts).map(([place, what]) => `${place}: ${what}`);
    // The facts, when there are some, hold every problem, the first one too.
    const reasons = (facts.length > 0 ? facts : [error.message]).map((reason) =>
      reason.replaceAll(fullPath, path.join(shownAs, file)),
    );
    const exitCode = exitCodeForError(error);
    return {
      kind: 'unreadable',
      entry: { ...emptyEntry(file), status: 'failed', exitCode, reasons },
    };
  }
}

/** Writes what is known of a file before anything was done with it. */
export function emptyEntry(file: string): SuiteEntry {
  return {
    file,
    tags: [],
    status: 'waiting',
    exitCode: null,
    reasons: [],
    durationMs: 0,
    ranAlone: false,
  };
}
