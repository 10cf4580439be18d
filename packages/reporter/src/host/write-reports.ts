import path from 'node:path';
import type { Result } from '@lighthouse/contract';
import { renderCsv, renderSeriesCsv } from '../csv/csv.ts';
import { renderCtrf } from '../ctrf/ctrf.ts';
import { renderPage } from '../html/page.ts';
import type { Written } from '../json/summary.ts';
import { renderJunit } from '../junit/junit.ts';
import { renderMarkdown } from '../markdown/document.ts';
import type { Format, Outputs } from '../model/outputs.ts';
import type { Report } from '../model/report.ts';
import { readTemplate } from './template.ts';
import { writeWhole } from './write-file.ts';

export interface Source {
  readonly result: Result;
  readonly report: Report;
}

/** Renders one format as text. */
export async function renderFormat(format: Format, { result, report }: Source): Promise<string> {
  switch (format) {
    case 'html':
      return renderPage(report, await readTemplate('viewer.html'));
    case 'markdown':
      return renderMarkdown(report);
    case 'junit':
      return renderJunit(result);
    case 'ctrf':
      return renderCtrf(result);
    case 'csv':
      return renderCsv(result);
    case 'seriesCsv':
      return renderSeriesCsv(result);
  }
}

/** Writes every file that was asked for, relative to `cwd`, and says which. */
export async function writeFiles(
  { files }: Outputs,
  source: Source,
  cwd: string,
): Promise<Written[]> {
  const written: Written[] = [];
  for (const file of files) {
    const absolute = path.resolve(cwd, file.path);
    await writeWhole(absolute, await renderFormat(file.format, source));
    written.push({ format: file.format, path: file.path });
  }
  return written;
}
