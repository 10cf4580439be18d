import { expect, test } from '@jest/globals';
import { ERROR_CODES, EXIT } from '@lighthouse/contract';
import { renderErrorDocs } from '../src/error-docs.ts';

test('every error code has a row with its exit code and meaning', () => {
  const rows = renderErrorDocs().split('\n');
  for (const [code, { exit, means }] of Object.entries(ERROR_CODES))
    expect(rows).toContain(`| \`${code}\` | ${exit} | ${means} |`);
});

test('every exit code has a row', () => {
  const page = renderErrorDocs();
  for (const exit of Object.values(EXIT)) expect(page).toMatch(new RegExp(`^\\| ${exit} \\|`, 'm'));
});
