import { inspect } from 'node:util';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { askedAddress, parseAddress } from './address.ts';

const scope = createScope(afterEach);

test.each([
  ['postgres://me:secret@db.example:5433/runs', 'postgres://me@db.example:5433/runs'],
  ['postgresql://db/runs?password=secret&sslmode=require', 'postgresql://db/runs'],
  ['postgres://me:secret@/runs?host=/run/postgresql', 'postgres://me@/runs'],
  ['postgres://[::1]:5432/runs', 'postgres://[::1]:5432/runs'],
])('%s is shown as %s', (url, shown) => {
  const address = parseAddress(url);
  expect(address.shown).toBe(shown);
  expect(address.secretUrl()).toBe(url);
  expect(`${inspect(address)}${JSON.stringify(address)}`).not.toContain('secret');
});

test.each([
  'mysql://me:secret@db/runs',
  'postgres://me:sec/ret@db/runs',
  'postgres://me:sec@ret@db/runs',
  'postgres://me:secret@db/runs#x',
  'postgres://me:secret@db/ru ns',
  'secret',
  `postgres://me:secret@${'x'.repeat(5000)}/runs`,
])('%s is refused, and not repeated', (url) => {
  expect(() => parseAddress(url)).toThrow(
    expect.objectContaining({ code: 'LH_USAGE', message: expect.not.stringContaining('sec') }),
  );
});

test('the address may stand in a file, which keeps the password out of the list of processes', async () => {
  const folder = await scope.folder();
  writeFileSync(path.join(folder, 'results.url'), 'postgres://me:secret@db/runs\n');
  const address = askedAddress({ results: undefined, resultsFile: 'results.url' }, folder);
  expect(address?.shown).toBe('postgres://me@db/runs');
  expect(() => askedAddress({ results: 'postgres://db/x', resultsFile: 'x' }, folder)).toThrow(
    expect.objectContaining({ code: 'LH_USAGE' }),
  );
  expect(() => askedAddress({ results: undefined, resultsFile: 'none' }, folder)).toThrow(
    expect.objectContaining({ code: 'LH_INPUT_MISSING' }),
  );
  expect(askedAddress({ results: undefined, resultsFile: undefined }, folder)).toBeUndefined();
});
