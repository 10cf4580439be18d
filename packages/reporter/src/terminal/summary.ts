import { formatTable } from '@lighthouse/cli-kit/format';
import type { Report } from '../model/report.ts';
import type { Tone } from '../model/table.ts';
import { visibleText } from '@lighthouse/cli-kit/visible-text';

/** How text of a meaning looks; without colour each gives its text back. */
export type Style = Readonly<
  Record<'good' | 'bad' | 'unknown' | 'dim' | 'bold', (text: string) => string>
>;

const SYMBOLS = { good: '✓', bad: '✗', unknown: '?', plain: '–' } as const;
const RESERVATION = '!';

/**
 * Writes the report in the few lines that a terminal has room for: verdict, reasons, what it rests
 * on, key figures.
 */
export function renderTerminal(report: Report, style: Style): string {
  const { name, summary, verdict, keyFigures } = report;
  const inTone = (tone: Tone, text: string) => (tone === 'plain' ? text : style[tone](text));
  const mark = (tone: Tone) => inTone(tone, SYMBOLS[tone]);
  const word = style.bold(inTone(verdict.value, verdict.word.toUpperCase()));
  const head = `${word}  ${style.bold(visibleText(name))}`;
  const why = verdict.reasons.map(({ text, kind }) => ({
    text,
    sign: kind === 'reservation' ? style.unknown(RESERVATION) : mark(kind),
  }));
  const contradictions = verdict.contradictions.map((each) => ({
    text: `this result contradicts itself: ${each}`,
    sign: mark('unknown'),
  }));
  const blocks = [
    [`${head}  ${style.dim(visibleText(summary))}`, verdict.sentence].join('\n'),
    [...why, ...contradictions]
      .map(({ text, sign }) => `  ${sign} ${visibleText(text)}`)
      .join('\n'),
    formatTable(
      verdict.supports.map(({ tone, label, text }) => [mark(tone), label, visibleText(text)]),
    ),
    formatTable(
      keyFigures.map(({ label, cell, note }) => [label, cell.text, style.dim(note)]),
      { alignRight: [1] },
    ),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
