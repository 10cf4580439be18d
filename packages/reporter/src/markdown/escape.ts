import type { Cell } from '../model/table.ts';
import { visibleText } from '@lighthouse/cli-kit/visible-text';

/** Whatever could start markup, a mention, a reference or a formula. */
const SPECIAL = /[\\`*_[\]<>#|~$&@]/g;

/** Writes text that came from outside so that Markdown shows it letter by letter. */
export function escapeMarkdown(text: string): string {
  return visibleText(text).replaceAll(SPECIAL, (character) => `\\${character}`);
}

const SYMBOLS = { good: '✅', bad: '❌', unknown: '❔', plain: '' } as const;

export function markdownCell({ text, tone, isCode, value }: Cell): string {
  const visible = visibleText(text);
  const isSimpleCode = isCode === true && visible !== '' && !/[`|\\]/.test(visible);
  const shown = isSimpleCode ? `\`${visible}\`` : escapeMarkdown(text);
  const isMarked = tone !== undefined && tone !== 'plain';
  return isMarked && !(value === 0 && tone === 'good') ? `${SYMBOLS[tone]} ${shown}` : shown;
}
