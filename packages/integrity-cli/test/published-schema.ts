import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const SCHEMAS = new URL('../../contract/schemas/', import.meta.url);

/** Gives what is wrong with a value by a schema that is published; nothing when all is right. */
export function violationsOf(schema: 'finding' | 'verify'): (value: unknown) => unknown {
  const text = readFileSync(new URL(`${schema}.schema.json`, SCHEMAS), 'utf8');
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(text));
  return (value) => (validate(value) ? undefined : validate.errors);
}
