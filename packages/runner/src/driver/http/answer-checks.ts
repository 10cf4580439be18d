import { isDeepStrictEqual } from 'node:util';
import type { AnswerCheck } from '@lighthouse/contract/target';
import { textsIn } from '@lighthouse/scenario-file';
import { parseJson } from '../answer.ts';
import {
  headerText,
  memberAt,
  pointerPath,
  SEARCHED_LENGTH_MAX,
  type AnswerParts,
} from './extract-values.ts';
import { isConstant, jsonText, PLAIN, templateText } from './template-text.ts';
import type { Making } from './values.ts';

/** Looks at an answer; gives the name of the first check that it does not pass. */
export type LookAt = (answer: AnswerParts) => string | undefined;

/** Makes the checks of a request ready: what they compare with may be that request's own. */
export type ChecksFor = (making: Making) => LookAt;

type Passes = (answer: AnswerParts, body: () => unknown) => boolean;

/** One check, before it is known what it compares with. */
interface ReadyCheck {
  readonly name: string;
  readonly isSame: boolean;
  readonly passes: (making: Making) => Passes;
}

/** Undefined when nothing is checked. */
export function answerChecks(checks: Readonly<Record<string, AnswerCheck>>): ChecksFor | undefined {
  const all = Object.entries(checks).map(([name, check]) => readyCheck(name, check));
  if (all.length === 0) return undefined;
  const lookFor = (making: Making) =>
    lookAt(all.map(({ name, passes }) => [name, passes(making)] as const));
  if (!all.every(({ isSame }) => isSame)) return lookFor;
  let same: LookAt | undefined;
  return (making) => (same ??= lookFor(making));
}

/** Whether the body has to be read for it. */
export function checksBody(checks: Readonly<Record<string, AnswerCheck>>): boolean {
  return Object.values(checks).some((check) => !('header' in check));
}

function lookAt(all: readonly (readonly [string, Passes])[]): LookAt {
  return (answer) => {
    let parsed: { readonly body: unknown } | undefined;
    const body = () => (parsed ??= { body: parseJson(answer.text()) }).body;
    return all.find(([, passes]) => !passes(answer, body))?.[0];
  };
}

function readyCheck(name: string, check: AnswerCheck): ReadyCheck {
  if ('text' in check) {
    const text = templateText(check.text, PLAIN);
    const passes = (making: Making): Passes => {
      const wanted = text(making);
      return (answer) => answer.text().includes(wanted);
    };
    return { name, isSame: isConstant(check.text), passes };
  }
  const fits = fitTest(check.regex);
  if ('json' in check) return jsonCheck(name, check, fits);
  if ('header' in check) return headerCheck(name, check, fits);
  return { name, isSame: true, passes: () => (answer) => fits(answer.text()) };
}

type Fits = (text: string) => boolean;

function jsonCheck(
  name: string,
  { json, is }: Extract<AnswerCheck, { json: string }>,
  fits: Fits,
): ReadyCheck {
  const path = pointerPath(json);
  const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  if (is === undefined)
    return {
      name,
      isSame: true,
      passes: () => (_answer, body) => {
        const value = memberAt(body(), path) ?? null;
        return value !== null && fits(textOf(value));
      },
    };
  const wantedText = jsonText(is);
  const passes = (making: Making): Passes => {
    const wanted = parseJson(wantedText(making));
    return (_answer, body) => {
      const value = memberAt(body(), path);
      return value !== undefined && isDeepStrictEqual(value, wanted) && fits(textOf(value));
    };
  };
  return { name, isSame: textsIn(is).every(isConstant), passes };
}

function headerCheck(
  name: string,
  { header, is }: Extract<AnswerCheck, { header: string }>,
  fits: Fits,
): ReadyCheck {
  const lowerName = header.toLowerCase();
  const wantedText = is === undefined ? undefined : templateText(is, PLAIN);
  const passes = (making: Making): Passes => {
    const wanted = wantedText?.(making);
    return ({ headers }) => {
      const text = headerText(headers, lowerName);
      if (text === undefined || (wanted !== undefined && text !== wanted)) return false;
      return fits(text);
    };
  };
  return { name, isSame: is === undefined || isConstant(is), passes };
}

function fitTest(regex: string | undefined): Fits {
  if (regex === undefined) return () => true;
  const pattern = new RegExp(regex, 'u');
  return (text) => pattern.test(text.slice(0, SEARCHED_LENGTH_MAX));
}
