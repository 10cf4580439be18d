import { Charts } from './charts.ts';
import { showScripted } from './page.ts';
import type { LivePart } from './page-data.ts';
import { refresh } from './refresh.ts';
import { offerThemes } from './theme.ts';

/** After so many tries to reach the run again it is taken for over. */
const LOST_MAX = 3;
const OVER = 'The run is over.';

/** Follows a run: each event is the whole page as it is by then. */
function start(): void {
  const charts = new Charts();
  const toBody = bodyParser();
  // They have run, and what follows them in the page is compared with what is told.
  for (const script of document.querySelectorAll('body > script')) script.remove();
  let isThemed = false;
  const show = ({ title, body, data }: LivePart) => {
    document.title = title;
    refresh(document.body, toBody(body));
    showScripted();
    if (!isThemed) offerThemes(document.documentElement, () => charts.redraw());
    isThemed = true;
    charts.show(data);
  };
  addEventListener('beforeprint', () => charts.drawAll());
  follow(show);
}

function follow(show: (part: LivePart) => void): void {
  const events = new EventSource('events');
  let lost = 0;
  const say = (text: string) => {
    const place = document.getElementById('connection');
    if (place !== null && place.textContent !== text) place.textContent = text;
  };
  const partOf = (event: Event) => JSON.parse((event as MessageEvent<string>).data) as LivePart;
  events.addEventListener('state', (event) => {
    lost = 0;
    show(partOf(event));
    say('');
  });
  events.addEventListener('end', (event) => {
    events.close();
    show(partOf(event));
    say(OVER);
  });
  events.addEventListener('failed', () => {
    events.close();
    say('The run failed. What is shown is what was known by then.');
  });
  events.addEventListener('error', () => {
    lost++;
    if (lost < LOST_MAX) return say('No connection to the run. What is shown may be old.');
    events.close();
    say('No connection to the run: it is over, or it was killed. What is shown is old.');
  });
}

/** Only markup of lh-report is ever parsed: it comes from where this script comes from. */
function bodyParser(): (markup: string) => HTMLElement {
  const parser = new DOMParser();
  interface Policies {
    createPolicy: (
      name: string,
      rules: { createHTML: (markup: string) => string },
    ) => { createHTML: (markup: string) => string };
  }
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  const policy = trustedTypes?.createPolicy('lighthouse', { createHTML: (markup) => markup });
  return (markup) => parser.parseFromString(policy?.createHTML(markup) ?? markup, 'text/html').body;
}

start();
