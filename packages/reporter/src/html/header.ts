import type { Report } from '../model/report.ts';
import { readableTime } from '../model/readable-time.ts';
import { markup } from './html.ts';
import type { Html } from './html.ts';

/** A part of the page that the navigation leads to. */
export interface Section {
  readonly id: string;
  readonly label: string;
}

export function renderHeader({ name, description, tags, summary, startedAt }: Report): Html {
  const time = markup`<time datetime="${startedAt}">${readableTime(startedAt)}</time>`;
  return markup`<header class="top">
${renderBrand('Lighthouse report')}
<h1><bdi>${name}</bdi></h1>
<p class="summary"><bdi>${summary}</bdi>, ${time}</p>
${renderDescription(description)}
${renderTags(tags)}
</header>`;
}

export function renderBrand(what: string): Html {
  return markup`<div class="brand">${BEACON}<span>${what}</span><span class="spacer"></span>
<button type="button" class="theme" id="theme" hidden>Theme</button></div>`;
}

function renderDescription(description: string | undefined): Html | undefined {
  if (description === undefined) return undefined;
  return markup`<p class="description"><bdi>${description}</bdi></p>`;
}

function renderTags(tags: readonly string[]): Html | undefined {
  if (tags.length === 0) return undefined;
  const items = tags.map((tag) => markup`<li><bdi>${tag}</bdi></li>`);
  return markup`<ul class="tags" aria-label="Tags">${items}</ul>`;
}

export function renderNavigation(sections: readonly Section[]): Html {
  const links = sections.map(({ id, label }) => markup`<li><a href="#${id}">${label}</a></li>`);
  return markup`<nav class="sections" aria-label="Sections"><ul>${links}</ul></nav>`;
}

const BEACON = markup`<svg class="beacon" viewBox="0 0 24 24" aria-hidden="true">
<path class="beam" d="M14.5 5.5 23 2v8l-8.5-2zM9.5 5.5 1 2v8l8.5-2z"/>
<path class="tower" d="M12 1.5 15 4.5v4h-.7L15.6 22H8.4L9.7 8.5H9v-4z"/>
</svg>`;
