import type { AnswerCheck, HttpTarget, SessionRequest } from '@lighthouse/contract/target';
import type { Complaint } from './describe-issues.ts';
import type { Path } from './source.ts';
import { isVariable, parseTemplate, placeholdersOf } from './template.ts';

/** What the client writes itself, and what would change how a connection is read. */
const OWN_HEADERS: readonly string[] = [
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'expect',
  'trailer',
];

/** Finds requests that could never be sent as they are written. */
export function checkHttp(target: HttpTarget): Complaint[] {
  const { requests, session = [], headers } = target;
  const url = new URL(target.http);
  const complaints: Complaint[] = [];
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '')
    complaints.push(complaint(['http'], 'name the server only: its paths stand in the requests'));
  for (const [index, { name }] of requests.entries())
    if (requests.findIndex((each) => each.name === name) !== index)
      complaints.push(complaint(['requests', index, 'name'], `two requests are called "${name}"`));
  const known = new Set([...session, ...requests].flatMap(({ extract }) => Object.keys(extract)));
  const inScope = { known, hasData: target.data !== undefined };
  for (const [list, each] of [
    ['session', session],
    ['requests', requests],
  ] as const)
    for (const [index, request] of each.entries())
      complaints.push(...checkRequest(request, [list, index], inScope));
  return [...complaints, ...checkHeaders(headers, [], inScope)];
}

interface Scope {
  /** Variables that some request extracts. */
  readonly known: ReadonlySet<string>;
  readonly hasData: boolean;
}

function checkRequest(request: SessionRequest, at: Path, scope: Scope): Complaint[] {
  const { method, path, headers, body, json, form, extract, check = {} } = request;
  const complaints = [
    ...checkTemplate(path, [...at, 'path'], scope),
    ...checkHeaders(headers, at, scope),
    ...checkTemplate(body ?? '', [...at, 'body'], scope),
    ...textsIn(json).flatMap((text) => checkTemplate(text, [...at, 'json'], scope)),
    ...Object.entries(form ?? {}).flatMap(([name, text]) =>
      checkTemplate(text, [...at, 'form', name], scope),
    ),
    ...Object.entries(check).flatMap(([name, each]) =>
      textsOfCheck(each).flatMap((text) => checkExpected(text, [...at, 'check', name], scope)),
    ),
  ];
  const bodies = (['body', 'json', 'form'] as const).filter((key) => request[key] !== undefined);
  const [first, second] = bodies;
  if (first !== undefined && second !== undefined)
    complaints.push(complaint([...at, second], `has a ${first} already: leave one of them out`));
  if (first !== undefined && (method === 'GET' || method === 'HEAD'))
    complaints.push(complaint([...at, first], `a ${method} has no body: name another method`));
  if (method === 'HEAD')
    for (const [key, all] of Object.entries({ extract, check }))
      for (const [name, where] of Object.entries(all))
        if (!('header' in where))
          complaints.push(complaint([...at, key, name], 'the answer to a HEAD has no body'));
  return complaints;
}

/** What an answer is compared with must be known when its request is made, and be the same then. */
function checkExpected(text: string, at: Path, scope: Scope): Complaint[] {
  const fleeting = placeholdersOf(text).find((name) => /^(random|now)\./.test(name));
  if (fleeting === undefined) return checkTemplate(text, at, scope);
  return [complaint(at, `{{${fleeting}}} gives another value here than in the request`)];
}

function checkHeaders(
  headers: Readonly<Record<string, string>>,
  at: Path,
  scope: Scope,
): Complaint[] {
  return Object.entries(headers).flatMap(([name, text]) => {
    const path = [...at, 'headers', name];
    const isOwn = OWN_HEADERS.includes(name.toLowerCase());
    if (isOwn) return [complaint(path, `${name} is written by lh-run itself`)];
    return checkTemplate(text, path, scope);
  });
}

function checkTemplate(text: string, at: Path, { known, hasData }: Scope): Complaint[] {
  const parts = parseTemplate(text);
  if (typeof parts === 'string') return [complaint(at, parts)];
  return [...new Set(placeholdersOf(text))].flatMap((name) => {
    if (isVariable(name) && !known.has(name)) return [complaint(at, unknown(name, known))];
    if (name.startsWith('data.') && !hasData)
      return [complaint(at, `{{${name}}} needs a file of rows: name it as data`)];
    return [];
  });
}

function unknown(name: string, known: ReadonlySet<string>): string {
  const others = known.size === 0 ? '' : `; there are ${[...known].join(', ')}`;
  return `{{${name}}} is extracted by no request${others}`;
}

function complaint(path: Path, message: string): Complaint {
  return { path: ['target', ...path], part: 'value', message };
}

/** All templates of a target. */
export function templatesOf({ requests, session = [], headers }: HttpTarget): string[] {
  const own = [...session, ...requests].flatMap((request) => [
    request.path,
    ...Object.values(request.headers),
    request.body ?? '',
    ...textsIn(request.json),
    ...Object.values(request.form ?? {}),
    ...Object.values(request.check ?? {}).flatMap(textsOfCheck),
  ]);
  return [...own, ...Object.values(headers)];
}

/** What a check compares with, as templates. */
function textsOfCheck(check: AnswerCheck): string[] {
  if ('text' in check) return [check.text];
  return 'is' in check ? textsIn(check.is) : [];
}

/** All texts of a value of JSON that are templates; names of members are none. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
