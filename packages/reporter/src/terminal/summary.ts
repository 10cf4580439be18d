import { formatTable, visibleWidth } from '@lighthouse/cli-kit/format';
import type { Report } from '../model/report.ts';
import type { Tone } from '../model/table.ts';
import { visibleText } from '@lighthouse/cli-kit/visible-text';
import { wrapWords } from './wrap-words.ts';

/** How text of a meaning looks; without colour each gives its text back. */
export type Style = Readonly<
  Record<'good' | 'bad' | 'unknown' | 'dim' | 'bold', (text: string) => string>
>;

const SYMBOLS = { good: '✓', bad: '✗', unknown: '?', plain: '–' } as const;
const RESERVATION = '!';

/** How and how wide a terminal shows things. */
export interface Screen {
  readonly style: Style;
  readonly columnsMax: number;
}

/**
 * Writes the report in the few lines that a terminal has room for: verdict, reasons, what it rests
 * on, key figures.
 */
export function renderTerminal(report: Report, { style, columnsMax }: Screen): string {
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
      .map(({ text, sign }) => {
        const lines = wrapWords(visibleText(text), columnsMax - REASON_INDENT);
        return `  ${sign} ${lines.join(`\n${' '.repeat(REASON_INDENT)}`)}`;
      })
      .join('\n'),
    formatTable(
      verdict.supports.flatMap(({ tone, label, text }) =>
        wrapWords(visibleText(text), columnsMax - supportIndent(verdict)).map((line, at) =>
          at === 0 ? [mark(tone), label, line] : ['', '', line],
        ),
      ),
    ),
    formatTable(
      keyFigures.map(({ label, cell, note }) => [label, cell.text, style.dim(note)]),
      { alignRight: [1] },
    ),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

const REASON_INDENT = 4;

/** Where the text of a support begins: after two spaces, its mark and the longest label. */
function supportIndent({ supports }: Report['verdict']): number {
  return 2 + 1 + 2 + Math.max(0, ...supports.map(({ label }) => visibleWidth(label))) + 2;
}
