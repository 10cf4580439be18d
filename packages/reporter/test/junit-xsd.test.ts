import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { renderJunit } from '../src/junit/junit.ts';
import { KINDS_OF_RUNS } from './kinds-of-runs.ts';
import { sampleResult } from './sample-result.ts';

/**
 * The schema that Jenkins published for what it reads (MIT licence, in the file), in the hands of
 * libxml2. That of Ant is under the LGPL: test/junit-schemas.ts has its rules in our own words.
 */
const source = readFileSync(new URL('jenkins-junit.xsd', import.meta.url), 'utf8');
const schema = XmlDocument.fromString(source);
const validator = XsdValidator.fromDoc(schema);
afterAll(() => {
  validator.dispose();
  schema.dispose();
});

function validate(xml: string): void {
  const document = XmlDocument.fromString(xml);
  try {
    validator.validate(document);
  } finally {
    document.dispose();
  }
}

test.each(Object.entries(KINDS_OF_RUNS))(
  'libxml2 finds the report of a run that is %s valid',
  (_kind, result) => {
    validate(renderJunit(result));
  },
);

test('libxml2 refuses an attribute and an element that Jenkins does not know', () => {
  const xml = renderJunit(sampleResult());
  expect(() => validate(xml.replace(' tests="2"', ' skips="2"'))).toThrow(/skips/);
  expect(() =>
    validate(xml.replaceAll('<testcase', '<case').replaceAll('</testcase', '</case')),
  ).toThrow(/case/);
});
