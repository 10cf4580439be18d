/** A browser that never rests does the work all the same, after so long. */
const WAIT_MS_MAX = 500;

/**
 * Does something once the page is loaded and on the screen, as soon as the browser has nothing else
 * to do. Safari cannot say when that is; there it is done in the next task.
 */
export function whenIdle(work: () => void): void {
  if (document.readyState !== 'complete') {
    addEventListener('load', () => whenIdle(work), { once: true });
    return;
  }
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: WAIT_MS_MAX });
  else setTimeout(work);
}
