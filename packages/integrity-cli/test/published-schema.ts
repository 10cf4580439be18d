import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

const SCHEMAS = new URL('../../contract/schemas/', import.meta.url);

/** Gives what is wrong with a value by a schema that is published; nothing when all is right. */
export function violationsOf(schema: 'finding' | 'verify'): (value: unknown) => unknown {
  const text = readFileSync(new URL(`${schema}.schema.json`, SCHEMAS), 'utf8');
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(text));
  return (value) => (validate(value) ? undefined : validate.errors);
}

const SARIF = new URL('sarif-2.1.0.schema.json', import.meta.url);
/** With a zone, as RFC 3339 has it. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const BASE = 'https://base.invalid/';

/**
 * Gives what is wrong with a value by the schema of SARIF 2.1.0: that of SchemaStore (release
 * rtm.5), as @microsoft/jest-sarif 1.0.0-beta.0 carries it (MIT licence). It is written for draft
 * 4 of JSON Schema, of which it uses nothing that later drafts read otherwise.
 */
export function sarifSchema(): (value: unknown) => unknown {
  const {
    $schema: _,
    id: _id,
    ...schema
  } = JSON.parse(readFileSync(SARIF, 'utf8')) as Record<string, unknown>;
  // One of its patterns has a bracket too many, which is read as itself without the flag.
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  ajv.addFormat('date-time', DATE_TIME);
  ajv.addFormat('uri', (text) => URL.canParse(text));
  ajv.addFormat(
    'uri-reference',
    (text) => URL.canParse(text, BASE) && !/[\s<>"{}|\\^`]/.test(text),
  );
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? undefined : validate.errors);
}
