import type uPlot from 'uplot';

/** Where a chart is drawn, for eyes and ears. */
export interface ChartArea {
  readonly area: HTMLElement;
  /** Lets a screen reader say something of the chart. */
  readonly say: (text: string) => void;
}

/** Makes the place for a chart; its figure's title names it, and it can be reached by keyboard. */
export function createChartArea(id: string): ChartArea & { readonly elements: HTMLElement[] } {
  const area = document.createElement('div');
  area.className = 'chart-area';
  area.tabIndex = 0;
  area.setAttribute('role', 'group');
  area.setAttribute('aria-roledescription', 'chart');
  area.setAttribute('aria-labelledby', `${id}-title`);
  const spoken = document.createElement('p');
  spoken.className = 'visually-hidden';
  spoken.setAttribute('aria-live', 'polite');
  const say = (text: string) => {
    spoken.textContent = text;
  };
  return { area, say, elements: [area, spoken] };
}

/** Gives the point that a key moves to, from one point of a chart; undefined for other keys. */
export function pointAfterKey(key: string, now: number, last: number): number | undefined {
  return new Map([
    ['ArrowRight', Math.min(now + 1, last)],
    ['ArrowLeft', Math.max(now - 1, 0)],
    ['Home', 0],
    ['End', last],
  ]).get(key);
}

/** Moves the pointer as a hand would, so that all charts follow. */
export function pointAt({ over }: uPlot, left: number): void {
  const box = over.getBoundingClientRect();
  const at = { clientX: box.left + left, clientY: box.top + box.height / 2, bubbles: true };
  over.dispatchEvent(new MouseEvent('mouseenter', at));
  over.dispatchEvent(new MouseEvent('mousemove', at));
}
