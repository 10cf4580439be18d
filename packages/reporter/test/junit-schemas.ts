import type { ReadElement } from './xml-reader.ts';

interface ElementRule {
  readonly required?: Readonly<Record<string, RegExp>>;
  readonly optional?: Readonly<Record<string, RegExp>>;
  /** Names of the children in their order, each followed by a space. */
  readonly children: RegExp;
  readonly text?: boolean;
}

type Schema = Readonly<Record<string, ElementRule>>;

const ANY = /^/;
const COUNT = /^\d+$/;
const DECIMAL = /^\d+(\.\d+)?$/;
/** xs:token: no line breaks, no spaces at the ends, no two in a row. */
const TOKEN = /^(?! )(?!.* $)(?!.* {2})[^\n\t\r]*$/;
const NAME = /^(?! )(?!.* $)(?!.* {2})[^\n\t\r]+$/;
const PROBLEM = { required: { type: ANY }, optional: { message: ANY }, children: /^$/, text: true };

/** The rules of windyroad's JUnit.xsd, which describes what Ant writes. */
const ANT: Schema = {
  testsuites: { children: /^(testsuite )*$/ },
  testsuite: {
    required: {
      package: TOKEN,
      id: COUNT,
      name: NAME,
      timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/,
      hostname: NAME,
      tests: COUNT,
      failures: COUNT,
      errors: COUNT,
      time: DECIMAL,
    },
    optional: { skipped: COUNT },
    children: /^properties (testcase )*system-out system-err $/,
  },
  properties: { children: /^(property )*$/ },
  property: { required: { name: NAME, value: ANY }, children: /^$/ },
  testcase: {
    required: { name: TOKEN, classname: TOKEN, time: DECIMAL },
    children: /^(skipped |error |failure )?$/,
  },
  failure: PROBLEM,
  error: PROBLEM,
  'system-out': { children: /^$/, text: true },
  'system-err': { children: /^$/, text: true },
};

/** The rules of junit-10.xsd, by which Jenkins checks what it reads. */
const JENKINS: Schema = {
  testsuites: {
    optional: { name: ANY, time: /^[\d,]*(\.\d*)?$/, tests: ANY, failures: ANY, errors: ANY },
    children: /^(testsuite )*$/,
  },
  testsuite: {
    required: { name: ANY, tests: ANY, failures: ANY, errors: ANY },
    optional: {
      time: /^[\d,]*(\.\d*)?$/,
      ...Object.fromEntries(
        ['group', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'log', 'url'].map(
          (name) => [name, ANY],
        ),
      ),
    },
    children: /^(testsuite |properties |testcase |system-out |system-err )*$/,
  },
  properties: { children: /^(property )*$/ },
  property: { required: { name: ANY, value: ANY }, children: /^$/ },
  testcase: {
    required: { name: ANY },
    optional: { time: ANY, classname: ANY, group: ANY },
    children: /^(skipped |error |failure |system-out |system-err )*$/,
  },
  failure: { optional: { type: ANY, message: ANY }, children: /^$/, text: true },
  error: { optional: { type: ANY, message: ANY }, children: /^$/, text: true },
  'system-out': { children: /^$/, text: true },
  'system-err': { children: /^$/, text: true },
};

export const JUNIT_SCHEMAS: readonly (readonly [string, Schema])[] = [
  ['Ant', ANT],
  ['Jenkins', JENKINS],
];

/** Lists everything in which an element breaks the rules of a schema. */
export function violationsOf(element: ReadElement, schema: Schema): string[] {
  const { name, attributes, children, text } = element;
  const rule = schema[name];
  if (rule === undefined) return [`no element ${name}`];
  const violations: string[] = [];
  const allowed = { ...rule.required, ...rule.optional };
  for (const required of Object.keys(rule.required ?? {}))
    if (!Object.hasOwn(attributes, required)) violations.push(`${name} has no ${required}`);
  for (const [attribute, value] of Object.entries(attributes)) {
    const pattern = Object.hasOwn(allowed, attribute) ? allowed[attribute] : undefined;
    if (pattern === undefined) violations.push(`${name} may not have ${attribute}`);
    else if (!pattern.test(value)) violations.push(`${name} ${attribute}="${value}"`);
  }
  const order = children.map((child) => `${child.name} `).join('');
  if (!rule.children.test(order)) violations.push(`${name} holds ${order}`);
  if (rule.text !== true && text.trim() !== '') violations.push(`${name} holds text`);
  return violations.concat(children.flatMap((child) => violationsOf(child, schema)));
}
