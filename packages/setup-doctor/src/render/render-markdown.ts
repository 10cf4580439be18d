import type { DoctorAnswer } from '@lighthouse/contract/doctor-answer';
import type { Private } from './private-data.ts';
import { withoutPrivateData } from './private-data.ts';

/** Tables for a bug report, without anything of the person, the host or the network. */
export function renderMarkdown(answer: DoctorAnswer, of: Private): string {
  const cell = (text: string) => cellText(withoutPrivateData(text, of));
  const rows = answer.checks.map(
    ({ id, status, found, needed = '' }) =>
      `| ${id} | ${status} | ${cell(found)} | ${cell(needed)} |`,
  );
  const capabilities = answer.capabilities.map(
    ({ name, answer: word, why }) => `| ${name} | ${word} | ${cell(why)} |`,
  );
  return [
    `lh-doctor ${answer.tool.version}: ${answer.verdict}`,
    '',
    '| check | status | found | needed |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    '| run | here | why |',
    '| --- | --- | --- |',
    ...capabilities,
    '',
  ].join('\n');
}

function cellText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}
