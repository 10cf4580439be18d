import { closestName } from '@lighthouse/contract';
import type { scenarioSchema } from '@lighthouse/contract';
import { knownKeysAt } from './known-keys.ts';
import type { Path } from './source.ts';

/** What the schema says is wrong, in words for people, with the place it is about. */
export interface Complaint {
  readonly path: Path;
  /** Whether the path names a key that is wrong, or a value. */
  readonly part: 'key' | 'value';
  readonly message: string;
}

export type Issue = NonNullable<
  ReturnType<(typeof scenarioSchema)['safeParse']>['error']
>['issues'][number];

/** Puts the issues of a schema into words. `value` is what was checked. */
export function describeIssues(issues: readonly Issue[], value: unknown): Complaint[] {
  const flat = issues.flatMap((issue) => flatten(issue, []));
  const unknown = flat.flatMap((issue) => unknownKeys(issue, value));
  const meant = new Set(unknown.map(({ meantPath }) => meantPath));
  const others = flat
    .filter((issue) => issue.code !== 'unrecognized_keys')
    // A key that was mistyped is not reported as missing as well.
    .filter(({ path }) => !meant.has(path.join('.')) || valueAt(value, path) !== undefined)
    .map((issue) => describe(issue, valueAt(value, issue.path)));
  return [...unknown.map(({ complaint }) => complaint), ...others];
}

/** Replaces an issue of a union by those of the alternative that was most likely meant. */
function flatten(issue: Issue, parent: Path): Issue[] {
  const path = [...parent, ...issue.path];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ ...issue, path }];
  const [best = []] = [...issue.errors].sort(
    (one, other) => depthOf(other) - depthOf(one) || weightOf(one) - weightOf(other),
  );
  return best.flatMap((inner) => flatten(inner, path));
}

/** How far an alternative came: an issue deep inside means that the outside fitted. */
function depthOf(issues: readonly Issue[]): number {
  return Math.min(
    ...issues.map(({ code, path }) => path.length + (code === 'unrecognized_keys' ? 1 : 0)),
  );
}

/** How much would have to change for an alternative to fit. */
function weightOf(issues: readonly Issue[]): number {
  return issues.reduce(
    (sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1),
    0,
  );
}

function unknownKeys(
  issue: Issue,
  value: unknown,
): { complaint: Complaint; meantPath: string | undefined }[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const known = knownKeysAt(issue.path, value);
  return issue.keys.map((key) => {
    const meant = closestName(key, known);
    const advice =
      meant === undefined ? `there are ${known.join(', ')}` : `did you mean "${meant}"?`;
    return {
      complaint: {
        path: [...issue.path, key],
        part: 'key',
        message: `unknown key ${quote(key)}; ${advice}`,
      },
      meantPath: meant === undefined ? undefined : [...issue.path, meant].join('.'),
    };
  });
}

function describe(issue: Issue, value: unknown): Complaint {
  const { path } = issue;
  const isMissing = value === undefined && path.length > 0 && issue.code !== 'custom';
  if (isMissing) {
    return { path, part: 'value', message: `"${String(path.at(-1))}" is missing` };
  }
  if (issue.code === 'invalid_key') {
    const [why = issue.message] = issue.issues.map(({ message }) => message);
    return { path, part: 'key', message: `${quote(String(path.at(-1)))}: ${why}` };
  }
  return { path, part: 'value', message: messageFor(issue, value) };
}

function messageFor(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type': {
      const isOwnText = !issue.message.startsWith('Invalid input');
      return isOwnText
        ? issue.message
        : `expected ${nameOfType(issue.expected)}, got ${show(value)}`;
    }
    case 'invalid_value':
      return notAmong(issue.values.map(String), value);
    case 'invalid_union':
      // A kind that there is not; all others were taken apart before.
      return 'options' in issue
        ? notAmong((issue.options ?? []).map(String), value)
        : issue.message;
    case 'too_small':
      return `${show(value)} is too small: at least ${issue.minimum}`;
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum), value);
    case 'invalid_format':
      return issue.format === 'url'
        ? `${show(value)} is neither "embedded" nor a URL (http or https)`
        : issue.message;
    default:
      return issue.message;
  }
}

function tooBig(origin: string, maximum: number, value: unknown): string {
  if (origin === 'string') return `too long: at most ${maximum} characters`;
  if (origin === 'array') return `too many: at most ${maximum}`;
  return `${show(value)} is too large: at most ${maximum}`;
}

function notAmong(allowed: readonly string[], value: unknown): string {
  const meant = typeof value === 'string' ? closestName(value, allowed) : undefined;
  const question = meant === undefined ? '' : `; did you mean "${meant}"?`;
  return `${show(value)} is not one of ${allowed.join(', ')}${question}`;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function nameOfType(type: string): string {
  return TYPE_NAMES[type] ?? type;
}

const SHOWN_LENGTH_MAX = 60;

function show(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'a mapping' : 'nothing';
}

function quote(text: string): string {
  const shown = text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text;
  return JSON.stringify(shown);
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key))
      return undefined;
    current = (current as Readonly<Record<PropertyKey, unknown>>)[key];
  }
  return current;
}
