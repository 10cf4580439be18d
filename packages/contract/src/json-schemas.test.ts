import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { jsonSchemas } from './json-schemas.ts';

test.each(Object.keys(jsonSchemas()))('%s in the tree is what the code says', (name) => {
  const written = JSON.parse(readFileSync(new URL(`../schemas/${name}`, import.meta.url), 'utf8'));
  // Rewrite with: node tools/build/write-docs.mjs
  expect(written).toEqual(JSON.parse(JSON.stringify(jsonSchemas()[name])));
});

test('the schema that editors use takes and refuses what the tools do', () => {
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
    jsonSchemas()['scenario.schema.json'] as object,
  );
  const good = {
    name: 'x',
    agents: [{ role: 'builder', count: 1, rate: '1/s' }],
    thresholds: [{ errors: 'rate < 1%' }],
  };
  expect(validate(good)).toBe(true);
  expect(validate({ ...good, sped: 1 })).toBe(false);
  expect(validate({ ...good, agents: [{ role: 'builder', count: 0 }] })).toBe(false);
});
