import type { Report } from '../model/report.ts';
import type { Table, Tone } from '../model/table.ts';
import { visibleText } from '@lighthouse/cli-kit/visible-text';

/** GitHub shows no more than ten of a kind for each step. */
export const ANNOTATIONS_MAX = 10;

interface Annotation {
  readonly tone: Tone;
  readonly title: string;
  readonly message: string;
}

/**
 * Writes what did not hold as workflow commands of GitHub Actions, one a line: errors first, ten at
 * most.
 */
export function renderAnnotations(report: Report): string[] {
  const found = annotationsOf(report);
  const sorted = [
    ...found.filter(({ tone }) => tone === 'bad'),
    ...found.filter(({ tone }) => tone === 'unknown'),
  ];
  if (sorted.length <= ANNOTATIONS_MAX) return sorted.map(renderAnnotation);
  const shown = sorted.slice(0, ANNOTATIONS_MAX - 1);
  const more = {
    tone: shown.at(-1)?.tone ?? 'bad',
    title: report.name,
    message: `and ${sorted.length - shown.length} more: see the summary`,
  };
  return [...shown, more].map(renderAnnotation);
}

function annotationsOf({ name, verdict, judgements, audit }: Report): Annotation[] {
  const annotations: Annotation[] = judgements.map((judgement) => ({
    tone: judgement.verdict,
    title: `${name}: ${judgement.name}`,
    message: judgement.message,
  }));
  if (audit.kind === 'done') annotations.push(...findingsOf(name, audit.findings));
  const isSaid = annotations.some(({ tone }) => tone === verdict.value);
  if (verdict.value !== 'good' && !isSaid)
    annotations.push({
      tone: verdict.value,
      title: `${name}: ${verdict.word.toLowerCase()}`,
      message: verdict.reasons.map(({ text }) => text).join('; ') || verdict.sentence,
    });
  return annotations;
}

function findingsOf(name: string, { groups }: Table): Annotation[] {
  return groups
    .flatMap(({ rows }) => rows)
    .map(([code, severity, what]) => ({
      tone: severity?.tone ?? 'plain',
      title: `${name}: ${code?.text ?? ''}`,
      message: what?.text ?? '',
    }));
}

function renderAnnotation({ tone, title, message }: Annotation): string {
  const kind = tone === 'bad' ? 'error' : 'warning';
  return `::${kind} title=${escapeProperty(visibleText(title))}::${escapeData(visibleText(message))}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
