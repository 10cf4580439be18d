import { assert } from '@lighthouse/contract';
import type { Html } from './html.ts';

export type TemplateParts = Readonly<Record<'title' | 'body' | 'data', Html>>;

const PLACEHOLDER = /<!--lh:(title|body|data)-->/;

/** Puts each part in its place. What the parts hold is never searched for placeholders again. */
export function fillTemplate(template: string, parts: TemplateParts): string {
  // With a group in the pattern every second piece is the name of a placeholder.
  const pieces = template.split(PLACEHOLDER);
  const names = pieces.filter((_, index) => index % 2 === 1);
  assert(
    names.toSorted().join() === 'body,data,title',
    'each placeholder stands in the template once',
  );
  return pieces
    .map((piece, index) => (index % 2 === 1 ? parts[piece as keyof TemplateParts].text : piece))
    .join('');
}
