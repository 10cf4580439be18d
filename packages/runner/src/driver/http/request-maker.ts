import { parseDurationMs } from '@lighthouse/contract/units';
import type { HttpTarget, SessionRequest } from '@lighthouse/contract/target';
import { TARGET_LIMITS } from '@lighthouse/contract/target-limits';
import { NO_VALUE } from '../driver.ts';
import type { WireRequest } from '../wire/request-text.ts';
import { answerChecks, checksBody, type ChecksFor } from './answer-checks.ts';
import { looksIntoBody, valueExtractor, type ExtractValues } from './extract-values.ts';
import {
  IN_FORM,
  IN_PATH,
  isConstant,
  jsonText,
  PLAIN,
  templateText,
  type TemplateText,
} from './template-text.ts';
import type { Making } from './values.ts';

/** A request of the scenario, made ready to be made many times. */
export interface RequestMaker {
  /** Gives the request, or why it cannot be sent. */
  readonly make: (making: Making) => WireRequest | string;
  /** Whether a status means that it was done. */
  readonly isExpected: (status: number) => boolean;
  /** Undefined when nothing is taken from its answer. */
  readonly extract: ExtractValues | undefined;
  /** Undefined when nothing is checked but the status. */
  readonly checks: ChecksFor | undefined;
  /** It says itself which cookies it brings. */
  readonly hasOwnCookies: boolean;
  /** Whether anybody looks into the body of its answer. */
  readonly isRead: boolean;
  /** Its own time-out; undefined when it has none. */
  readonly timeoutUs: number | undefined;
}

/** What cannot stand in the first line of a request, and what cannot stand in a header. */
const PATH = /^\/[\x21-\x7e]*$/;
const HEADER = /^[\t\x20-\x7e\x80-\xff]*$/;

export function requestMaker(request: SessionRequest, common: HttpTarget['headers']): RequestMaker {
  const { method, extract, check = {}, timeout } = request;
  const timeoutMs = timeout === undefined ? undefined : parseDurationMs(timeout);
  const path = templateText(request.path, IN_PATH);
  const headers = headerLines(request, common);
  const body = bodyText(request);
  const make = (making: Making) => {
    const filled = {
      method,
      path: path(making),
      headers: headers(making),
      ...(body === undefined ? {} : { body: body(making) }),
    };
    if (making.missing !== '') return `${NO_VALUE}${making.missing}`;
    return whyUnusable(filled) ?? filled;
  };
  return {
    make,
    isExpected: statusTest(request.expect ?? '2xx'),
    extract: valueExtractor(extract),
    checks: answerChecks(check),
    hasOwnCookies: [request.headers, common].some(namesCookies),
    isRead: looksIntoBody(extract) || checksBody(check),
    timeoutUs: timeoutMs === undefined ? undefined : timeoutMs * 1000,
  };
}

function namesCookies(headers: HttpTarget['headers']): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'cookie');
}

function whyUnusable(request: {
  readonly path: string;
  readonly headers: readonly string[];
  readonly body?: string;
}): string | undefined {
  if (!PATH.test(request.path)) return 'UNUSABLE_PATH';
  if (!request.headers.every((each) => HEADER.test(each))) return 'UNUSABLE_HEADER';
  const isLong = (request.body?.length ?? 0) * 3 > TARGET_LIMITS.bodyBytesMax;
  if (isLong && Buffer.byteLength(request.body ?? '') > TARGET_LIMITS.bodyBytesMax)
    return 'BODY_TOO_LARGE';
  return undefined;
}

/**
 * Names and values in turn. The request's own headers come before the common ones. While a session
 * is opened, a common header whose values are not there yet is left out: the session gives them.
 */
function headerLines(
  request: SessionRequest,
  common: HttpTarget['headers'],
): (making: Making) => string[] {
  const own = request.headers;
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const others = Object.entries(common).filter(([name]) => !names.has(name.toLowerCase()));
  const all = [...Object.entries(own), ...others];
  const type = contentType(request);
  if (type !== undefined && !all.some(([name]) => name.toLowerCase() === 'content-type'))
    all.push(['content-type', type]);
  const isSame = all.every(([, text]) => isConstant(text));
  const lines = all.map(([name, text]) => ({
    name,
    text: templateText(text, PLAIN),
    isCommon: !Object.hasOwn(own, name),
  }));
  const fill = (making: Making) => {
    const filled: string[] = [];
    for (const { name, text, isCommon } of lines) {
      const line = making.isOpening && isCommon ? making.whole(text) : text(making);
      if (line !== undefined) filled.push(name, line);
    }
    return filled;
  };
  if (!isSame) return fill;
  let same: string[] | undefined;
  return (making) => (same ??= fill(making));
}

function contentType({ json, form }: SessionRequest): string | undefined {
  if (json !== undefined) return 'application/json';
  return form === undefined ? undefined : 'application/x-www-form-urlencoded';
}

function bodyText({ body, json, form }: SessionRequest): TemplateText | undefined {
  if (json !== undefined) return jsonText(json);
  if (form === undefined) return body === undefined ? undefined : templateText(body, PLAIN);
  const fields = Object.entries(form).map(
    ([name, text]) => [IN_FORM.literal(name), templateText(text, IN_FORM)] as const,
  );
  return (making) => fields.map(([name, text]) => `${name}=${text(making)}`).join('&');
}

function statusTest(expect: NonNullable<SessionRequest['expect']>): (status: number) => boolean {
  const accepted = [expect].flat();
  const statuses = new Set<number>();
  for (let status = 100; status <= 599; status++)
    if (accepted.includes(status) || accepted.some((each) => each === classOf(status)))
      statuses.add(status);
  return (status) => statuses.has(status);
}

function classOf(status: number): string {
  return `${Math.floor(status / 100)}xx`;
}
