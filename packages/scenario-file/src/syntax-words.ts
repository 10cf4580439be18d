import type { YAMLParseError, YAMLWarning } from 'yaml';

type Broken = Pick<YAMLParseError | YAMLWarning, 'code' | 'message'>;

/** What is said instead of the parser's words, by its code. */
const INSTEAD: Readonly<Partial<Record<Broken['code'], string>>> = {
  DUPLICATE_KEY: 'this key stands above already: leave one of them out',
  MULTIPLE_DOCS: 'a second document begins here: a file is one scenario',
  RESOURCE_EXHAUSTION: 'nested too deeply',
  TAB_AS_INDENT: 'a tab is no indentation: use spaces',
};
/** What is said after them. */
const ADVICE: Readonly<Partial<Record<Broken['code'], string>>> = {
  BAD_INDENT: 'is it indented as its neighbours are?',
  BAD_SCALAR_START: 'put the text between quotes',
  BLOCK_AS_IMPLICIT_KEY: 'put a text with ": " in it between quotes',
  MISSING_CHAR: 'is it indented as its neighbours are?',
};

/** Says what is wrong with the syntax of a file, and what to do about it. */
export function syntaxWords({ code, message }: Broken): string {
  const advice = ADVICE[code];
  return INSTEAD[code] ?? (advice === undefined ? message : `${message}; ${advice}`);
}
