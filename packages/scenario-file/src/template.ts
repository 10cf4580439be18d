/**
 * Templates of requests: text in which {{name}} stands for a value.
 *
 *   {{agent.name}} {{agent.index}}     who sends it; indexes count from 0
 *   {{seq}}                            number of the request among the agent's, from 1
 *   {{key}}                            unique to the request, in every run: for idempotency keys
 *   {{run.id}}                         unique to the run
 *   {{now.ms}} {{now.iso}}             when it is made, by this machine's clock
 *   {{data.column}}                    of the agent's row of the target's data
 *   {{env.NAME}}                       of the environment of lh-run; written down nowhere
 *   {{random.int(1,6)}}                a whole number, both ends included
 *   {{random.hex(8)}} {{random.text(100)}}   so many characters
 *   {{random.pick(a,b,c)}} {{random.uuid}}
 *   {{name}}                           what an earlier answer gave
 *   {{name|raw}}                       the same in a path, with nothing percent-encoded
 *
 * What is random follows from the seed, the agent and the number: the same run sends the same.
 */
export type TemplatePart = string | Placeholder;

export interface Placeholder {
  readonly name: string;
  readonly args: readonly string[];
  /** Goes into a path as it is. */
  readonly isRaw: boolean;
}

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;
const CALL = /^([A-Za-z_][A-Za-z0-9_.-]*)(?:\(([^()]*)\))?(\s*\|\s*raw)?$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,39}$/;
const RANDOM_LENGTH_MAX = 4096;

const BUILTIN: Readonly<Record<string, (args: readonly string[]) => boolean>> = {
  'agent.name': none,
  'agent.index': none,
  seq: none,
  key: none,
  'run.id': none,
  'now.ms': none,
  'now.iso': none,
  'random.int': (args) => args.length === 2 && isRange(args),
  'random.hex': isLength,
  'random.text': isLength,
  'random.pick': (args) => args.length > 0,
  'random.uuid': none,
};

/** Takes a template apart. Returns what is wrong with it as text. */
export function parseTemplate(text: string): readonly TemplatePart[] | string {
  const parts: TemplatePart[] = [];
  let at = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    const [whole, inner = ''] = match;
    if (match.index > at) parts.push(text.slice(at, match.index));
    const placeholder = parsePlaceholder(inner.trim());
    if (placeholder === undefined)
      return `${whole} stands for nothing: there are a variable, ${Object.keys(BUILTIN).join(', ')}, data.… and env.…`;
    parts.push(placeholder);
    at = match.index + whole.length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

/** Names what a template stands for; nothing when it cannot be read. */
export function placeholdersOf(text: string): string[] {
  const parts = parseTemplate(text);
  if (typeof parts === 'string') return [];
  return parts.flatMap((part) => (typeof part === 'string' ? [] : [part.name]));
}

/** Whether an answer gives it. */
export function isVariable(name: string): boolean {
  return VARIABLE.test(name) && !Object.hasOwn(BUILTIN, name);
}

function parsePlaceholder(text: string): Placeholder | undefined {
  const call = CALL.exec(text);
  if (call === null) return undefined;
  const [, name = '', inBrackets, raw] = call;
  const args = inBrackets === undefined ? [] : inBrackets.split(',').map((each) => each.trim());
  const isFitting = Object.hasOwn(BUILTIN, name)
    ? BUILTIN[name]?.(args)
    : args.length === 0 && (isVariable(name) || /^(data|env)\../.test(name));
  return isFitting === true ? { name, args, isRaw: raw !== undefined } : undefined;
}

function none(args: readonly string[]): boolean {
  return args.length === 0;
}

function isLength([text = '', ...more]: readonly string[]): boolean {
  return more.length === 0 && /^\d{1,4}$/.test(text) && Number(text) <= RANDOM_LENGTH_MAX;
}

function isRange([from = '', to = '']: readonly string[]): boolean {
  if (![from, to].every((text) => /^-?\d{1,15}$/.test(text))) return false;
  return Number(from) <= Number(to) && Number(to) - Number(from) < 2 ** 32;
}
