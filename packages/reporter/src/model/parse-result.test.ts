import { expect, test } from '@jest/globals';
import { sampleResult } from '../../test/sample-result.ts';
import { parseResult } from './parse-result.ts';

const refused = (change: (result: Record<string, unknown>) => unknown) => {
  const text = JSON.stringify(change({ ...sampleResult() }));
  return refusal(text);
};

function refusal(text: string): unknown {
  try {
    parseResult(text, 'runs/x/result.json');
  } catch (error) {
    return error;
  }
  throw new Error('it was not refused');
}

test('a result is read as it was written', () => {
  const result = sampleResult();
  expect(parseResult(JSON.stringify(result), 'result.json')).toEqual(result);
});

test('half a file is said to be half a file', () => {
  expect(refusal(JSON.stringify(sampleResult()).slice(0, 500))).toMatchObject({
    code: 'LH_NOT_A_RUN',
    message: 'the result is not JSON, or only a part of it',
    facts: { path: 'runs/x/result.json' },
  });
});

test('what is wrong is named with its place', () => {
  expect(
    refused((result) => ({ ...result, counts: { ...sampleResult().counts, ok: -1 } })),
  ).toMatchObject({
    code: 'LH_NOT_A_RUN',
    facts: { at: 'counts.ok', problems: 1 },
  });
  const [slice] = sampleResult().slices;
  const slices = [slice, { ...slice, errors: { timeout: 'many' } }];
  expect(refused((result) => ({ ...result, slices }))).toMatchObject({
    facts: { at: 'slices[1].errors.timeout' },
  });
});

test('a key that does not belong there is refused', () => {
  expect(refused((result) => ({ ...result, extra: 1 }))).toMatchObject({ code: 'LH_NOT_A_RUN' });
});

test.each([
  ['null'],
  ['[]'],
  ['"text"'],
  ['42'],
  ['{}'],
  ['{"schema":"lighthouse/other","schemaVersion":1}'],
])('JSON that is something else is refused: %s', (text) => {
  expect(refusal(text)).toMatchObject({
    code: 'LH_NOT_A_RUN',
    message: 'the file is JSON, but not the result of a run',
  });
});

test('a result of a later version asks for a later tool', () => {
  expect(refused((result) => ({ ...result, schemaVersion: 999 }))).toMatchObject({
    code: 'LH_NOT_A_RUN',
    hint: expect.stringContaining('lh-report that came with'),
    facts: { version: '999' },
  });
});

test('columns that are not equally long are refused', () => {
  const { series } = sampleResult();
  expect(refused((result) => ({ ...result, series: { ...series, fail: [0] } }))).toMatchObject({
    facts: { at: 'series.fail', problem: '1 rows, where series.intended has 10' },
  });
});
