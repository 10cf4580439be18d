import { LighthouseError } from '@lighthouse/contract';

export interface TagFilter {
  /** One of these must be there; empty for all. */
  readonly tags: readonly string[];
  /** None of these may be there. */
  readonly notTags: readonly string[];
}

const TAGS_MAX = 50;

/** Reads `load,chaos`. Throws LH_USAGE when a tag is empty or there are too many. */
export function parseTags(text: string | undefined, flag: string): string[] {
  if (text === undefined) return [];
  const tags = text.split(',').map((tag) => tag.trim());
  if (tags.some((tag) => tag === '') || tags.length > TAGS_MAX)
    throw new LighthouseError('LH_USAGE', `${flag}: "${text}" is not a list of tags`, {
      hint: `write ${flag} load,chaos`,
    });
  return tags;
}

/** Tells whether a scenario with these tags is to be run. What is left out stays out. */
export function isSelected(scenarioTags: readonly string[], { tags, notTags }: TagFilter): boolean {
  if (notTags.some((tag) => scenarioTags.includes(tag))) return false;
  return tags.length === 0 || tags.some((tag) => scenarioTags.includes(tag));
}
