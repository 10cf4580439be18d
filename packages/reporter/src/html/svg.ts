import { Html, markup } from './html.ts';
import type { HtmlPart } from './html.ts';

/** What a drawing is made of. */
type Shape = 'line' | 'rect' | 'polyline' | 'text' | 'title' | 'desc' | 'g';

/**
 * Draws one element: its name is ours, whatever it holds is escaped. Numbers are rounded to a
 * tenth.
 */
export function shape(
  name: Shape,
  attributes: Readonly<Record<string, string | number>>,
  ...content: readonly HtmlPart[]
): Html {
  const start = Object.entries(attributes).reduce((text, [key, value]) => {
    const rounded = typeof value === 'number' ? coordinate(value) : value;
    return `${text} ${key}="${markup`${rounded}`.text}"`;
  }, `<${name}`);
  const inner = markup`${content}`.text;
  return new Html(inner === '' ? `${start}/>` : `${start}>${inner}</${name}>`);
}

/** A tenth of a unit is finer than any screen. */
export function coordinate(value: number): number {
  return Math.round(value * 10) / 10;
}
