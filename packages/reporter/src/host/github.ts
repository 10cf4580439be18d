import { stat } from 'node:fs/promises';
import { LighthouseError } from '@lighthouse/contract';
import { MARKDOWN_BYTES_MAX, renderMarkdown } from '../markdown/document.ts';
import type { Report } from '../model/report.ts';
import { append } from './write-file.ts';

/**
 * Adds the report to the summary of the step that GitHub Actions is running, in what room is left
 * there.
 */
export async function addToStepSummary(
  report: Report,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '')
    throw new LighthouseError('LH_USAGE', '--github works only within GitHub Actions', {
      facts: { missing: 'GITHUB_STEP_SUMMARY' },
      hint: 'elsewhere, use --markdown <file>',
    });
  const takenBytes = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  await append(file, renderMarkdown(report, MARKDOWN_BYTES_MAX - takenBytes));
}
