import { formatDuration, formatTable } from '@lighthouse/cli-kit/format';
import type { DrillAnswer } from '@lighthouse/contract/watch-answer';
import type { Styles } from '../render/styles.ts';
import type { Trial } from './drill-trial.ts';
import type { Tampering } from './tamperings.ts';

type ClassAnswer = DrillAnswer['classes'][number];

/** Counts what became of the trials of one class. */
export function scoreOf(tampering: Tampering, trials: readonly Trial[]): ClassAnswer {
  const { name, kind, codes } = tampering;
  const isHarmless = kind === 'harmless';
  const detected = trials.filter(({ detectMs }) => detectMs !== undefined);
  const isRight = (trial: Trial): boolean => trial.codes.some((code) => isOneOf(codes, code));
  return {
    name,
    kind,
    trialCount: trials.length,
    detectedCount: isHarmless ? 0 : detected.length,
    rightlyNamedCount: trials.filter(isRight).length,
    falseAlarmCount: isHarmless ? detected.length : 0,
    detectMs: isHarmless ? [] : trials.flatMap(({ detectMs }) => detectMs ?? []),
    codes: countsOf(trials.flatMap((trial) => trial.codes)),
    auditAlone: countsOf(trials.map(({ auditAlone }) => auditAlone)),
  };
}

/** Recall and precision over all trials; what nobody can detect is in neither. */
export function answerOf(tool: DrillAnswer['tool'], classes: readonly ClassAnswer[]): DrillAnswer {
  const due = classes.filter(({ kind }) => kind === 'tampering' || kind === 'anchored');
  const dueCount = sum(due.map(({ trialCount }) => trialCount));
  const found = sum(due.map(({ detectedCount }) => detectedCount));
  const alarms = found + sum(classes.map(({ falseAlarmCount }) => falseAlarmCount));
  const times = due.flatMap(({ detectMs }) => detectMs).toSorted((a, b) => a - b);
  return {
    schema: 'lighthouse/drill/1',
    tool: { ...tool },
    isPassed:
      found === dueCount &&
      alarms === found &&
      due.every(({ rightlyNamedCount, trialCount }) => rightlyNamedCount === trialCount),
    classes: [...classes],
    recall: dueCount === 0 ? null : found / dueCount,
    precision: alarms === 0 ? null : found / alarms,
    detectMs: { median: medianOf(times), max: times.at(-1) ?? null },
  };
}

/** The table that a person reads. */
export function renderDrill(answer: DrillAnswer, styles: Styles): string {
  const head = ['tampering', 'found', 'median', 'max', 'named', 'audit alone'];
  const rows = answer.classes.map((each) => {
    const times = each.detectMs.toSorted((a, b) => a - b);
    return [
      each.name,
      foundText(each, styles),
      timeText(medianOf(times)),
      timeText(times.at(-1) ?? null),
      Object.keys(each.codes).join(', ') || '–',
      Object.keys(each.auditAlone).join(', '),
    ];
  });
  const { recall, precision, detectMs, isPassed } = answer;
  return `${formatTable([head, ...rows])}

${isPassed ? styles.good('passed') : styles.bad('FAILED')}: recall ${percent(recall)}, precision ${percent(precision)}, time to detect ${timeText(detectMs.median)} in the median, ${timeText(detectMs.max)} at most
"audit alone" is what lh-verify says of the log afterwards when nobody remembers anything of it.
`;
}

function foundText(
  { kind, detectedCount, falseAlarmCount, trialCount }: ClassAnswer,
  styles: Styles,
) {
  if (kind === 'harmless') {
    const text = `${falseAlarmCount} false alarms in ${trialCount}`;
    return falseAlarmCount === 0 ? styles.good(text) : styles.bad(text);
  }
  const text = `${detectedCount} of ${trialCount}`;
  if (kind === 'undetectable') return styles.dim(`${text}: needs an anchor`);
  return detectedCount === trialCount ? styles.good(text) : styles.bad(text);
}

function timeText(ms: number | null): string {
  return ms === null ? '–' : formatDuration(ms);
}

function percent(share: number | null): string {
  return share === null ? 'n/a' : `${(share * 100).toFixed(1)} %`;
}

function medianOf(sorted: readonly number[]): number | null {
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

function countsOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function isOneOf(codes: readonly string[], code: string): boolean {
  return codes.includes(code);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
