import type { VerdictReason } from '@lighthouse/verdict';
import type { KeyFigure } from '../model/key-figures.ts';
import type { Report } from '../model/report.ts';
import type { Support, VerdictView } from '../model/verdict.ts';
import { markup } from './html.ts';
import type { Html } from './html.ts';
import { renderCell } from './table.ts';

/** The answer, why, what it rests on, and the figures that everyone asks for first. */
export function renderVerdict({ verdict, keyFigures }: Report): Html {
  const { value, word } = verdict;
  return markup`<section id="verdict" class="verdict ${value}" aria-labelledby="verdict-title">
<div>
<h2 id="verdict-title"><span class="visually-hidden">Verdict: </span>${SIGNS[value]}${word}</h2>
<p class="sentence">${verdict.sentence}</p>
${renderReasons(verdict)}
</div>
<div class="rests"><h3>It rests on</h3><dl>${verdict.supports.map(renderSupport)}</dl></div>
</section>
${renderContradictions(verdict.contradictions)}
<section class="figures" aria-label="Key figures">
<dl>${keyFigures.map(renderKeyFigure)}</dl>
</section>`;
}

/** What is said of a reason that does not speak for the verdict itself. */
const REASON_WORDS: Readonly<Partial<Record<VerdictReason['kind'], string>>> = {
  reservation: 'reservation',
  unknown: 'could not be judged',
};

function renderReasons({ reasons, value }: VerdictView): Html | undefined {
  if (reasons.length === 0) return undefined;
  const items = reasons.map(({ text, kind }) => {
    const word = kind === value ? undefined : REASON_WORDS[kind];
    return word === undefined
      ? markup`<li><bdi>${text}</bdi></li>`
      : markup`<li class="${kind}"><span class="visually-hidden">${word}: </span><bdi>${text}</bdi></li>`;
  });
  return markup`<ul class="reasons">${items}</ul>`;
}

const TONE_WORDS = { good: 'good: ', bad: 'bad: ', unknown: 'unknown: ', plain: '' } as const;
const TONE_SYMBOLS = { good: '✓', bad: '✗', unknown: '?', plain: '–' } as const;

function renderSupport({ label, tone, text }: Support): Html {
  const mark = markup`<span class="mark" aria-hidden="true">${TONE_SYMBOLS[tone]}</span>`;
  const word = markup`<span class="visually-hidden">${TONE_WORDS[tone]}</span>`;
  return markup`<div class="support ${tone}">
<dt>${mark}${label}</dt><dd>${word}<bdi>${text}</bdi></dd>
</div>
`;
}

function renderContradictions(contradictions: readonly string[]): Html | undefined {
  if (contradictions.length === 0) return undefined;
  const items = contradictions.map((contradiction) => markup`<li>${contradiction}</li>`);
  return markup`<div class="notice" role="note">
<strong>This result contradicts itself.</strong><ul>${items}</ul>
</div>`;
}

function renderKeyFigure({ label, cell, note }: KeyFigure): Html {
  const value = markup`<span class="value">${renderCell(cell)}</span>`;
  return markup`<div class="figure"><dt>${label}</dt>
<dd>${value}<span class="note">${note}</span></dd></div>
`;
}

export const SIGNS = {
  good: sign('m7 12.5 3.5 3.5L17 8.5'),
  bad: sign('m8 8 8 8m0-8-8 8'),
  unknown: sign('M9 9.5a3 3 0 1 1 4.2 2.8c-.8.3-1.2.9-1.2 1.7m0 3v.1'),
} as const;

function sign(path: string): Html {
  return markup`<svg class="sign" viewBox="0 0 24 24" aria-hidden="true">
<circle cx="12" cy="12" r="11"/><path d="${path}"/>
</svg>`;
}
