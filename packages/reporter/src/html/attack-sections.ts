import type { Report } from '../model/report.ts';
import { rowCountOf } from '../model/table.ts';
import type { Section } from './header.ts';
import { markup } from './html.ts';
import type { Html } from './html.ts';
import { renderIfFilled, renderTable } from './table.ts';

/** What was broken on purpose; nothing when nothing was. */
export function renderFaults({ faults, phases }: Report): Html | undefined {
  if (rowCountOf(faults) === 0) return undefined;
  return markup`<section id="broken" aria-labelledby="broken-title">
<h2 id="broken-title">Broken on purpose</h2>
${renderTable(faults)}${renderIfFilled(phases)}
</section>
`;
}

/** What agents that lie tried; nothing when all were honest. */
export function renderLiars({ liars, acceptedLies }: Report): Html | undefined {
  if (rowCountOf(liars) === 0) return undefined;
  return markup`<section id="lies" aria-labelledby="lies-title">
<h2 id="lies-title">Liars</h2>
${renderTable(liars)}${renderIfFilled(acceptedLies)}
</section>
`;
}

/** The parts that a page of this report has, in their order. */
export function sectionsOf({ faults, liars }: Report): Section[] {
  return [
    { id: 'limits', label: 'Limits' },
    { id: 'over-time', label: 'Over time' },
    { id: 'latency', label: 'Latency' },
    { id: 'by-operation', label: 'Operations' },
    ...(rowCountOf(faults) > 0 ? [{ id: 'broken', label: 'Faults' }] : []),
    ...(rowCountOf(liars) > 0 ? [{ id: 'lies', label: 'Liars' }] : []),
    { id: 'audit', label: 'Audit' },
    { id: 'use', label: 'Resources' },
    { id: 'again', label: 'Run it again' },
  ];
}
