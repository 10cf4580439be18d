import { formatCount } from '@lighthouse/cli-kit/format';

/** Says how many there are of something, in one form or the other. */
export function countOf(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`;
}
