import type { CheckReport } from './check.ts';

/**
 * A table for a bug report. Paths below the user's folder are shortened; nothing else of the person
 * is in it.
 */
export function renderMarkdown(
  reports: readonly CheckReport[],
  facts: { version: string; home: string },
): string {
  const rows = reports.map(
    ({ id, status, found, needed }) =>
      `| ${id} | ${status} | ${cell(found, facts.home)} | ${cell(needed ?? '', facts.home)} |`,
  );
  return [
    `lh-doctor ${facts.version}`,
    '',
    '| check | status | found | needed |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function cell(text: string, home: string): string {
  const shortened = home.length > 1 ? text.replaceAll(home, '~') : text;
  return shortened.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
