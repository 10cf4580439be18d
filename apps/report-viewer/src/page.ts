import type { PageData } from './page-data.ts';

/** Reads what lh-report wrote into the page for its charts. */
export function readPageData(): PageData {
  const element = document.getElementById('lh-data');
  return JSON.parse(element?.textContent ?? '') as PageData;
}

/** Shows what is of use with scripts only. */
export function showScripted(): void {
  for (const hidden of document.querySelectorAll<HTMLElement>('.with-script'))
    hidden.hidden = false;
}
