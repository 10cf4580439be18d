import { formatBytes, formatCount, formatDuration, formatTable } from '@lighthouse/cli-kit/format';
import type { Result, Slice, VerdictValue } from '@lighthouse/contract';
import { acknowledgedParts, sloName, verdictReasons } from '@lighthouse/verdict';
import { faultBlock } from './fault-block.ts';
import { liesTable } from './lies-block.ts';

/** How text of a meaning looks; without colour each gives its text back. */
export type Style = Readonly<
  Record<'good' | 'bad' | 'unknown' | 'dim' | 'bold', (text: string) => string>
>;

/** A file of the run and what it is for. */
export interface FileLine {
  readonly what: string;
  readonly path: string;
}

const MARKS = { good: '✓', bad: '✗', unknown: '?' } as const;
const ERRORS_SHOWN = 8;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;

/**
 * Writes what a run found for who looks at the terminal: the verdict first, then what it rests on.
 */
export function terminalSummary(result: Result, files: readonly FileLine[], style: Style): string {
  const blocks = [
    verdictBlock(result, style),
    judgedBlock('thresholds', result.thresholds.map(thresholdRow), style),
    judgedBlock('slo', (result.slo ?? []).map(sloRow), style),
    judgedBlock('invariants', result.invariants.map(invariantRow), style),
    titled('faults', faultBlock(result.faults, style), style),
    operationsBlock(result, style),
    errorsBlock(result, style),
    titled('lies', liesTable(result.byzantine, style), style),
    factsBlock(result, style),
    titled('files', formatTable(files.map(({ what, path }) => [what, path])), style),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function verdictBlock({ verdict, run, scenario, shard }: Result, style: Style): string {
  const paint = style[verdict.value];
  const head = `${paint(style.bold(verdict.value.toUpperCase()))}  ${style.bold(plain(scenario.name))}`;
  const part = shard === undefined ? '' : `shard ${shard.number} of ${shard.of}, `;
  const time = style.dim(`${part}seed ${run.seed}, ${formatDuration(run.durationMs)}`);
  const reasons = verdictReasons(verdict).map(({ text, kind }) => {
    const mark = kind === 'reservation' ? style.unknown('!') : style[kind](MARKS[kind]);
    return `  ${mark} ${plain(text)}`;
  });
  return [`${head}  ${time}`, ...reasons].join('\n');
}

interface Judged {
  readonly verdict: VerdictValue;
  readonly cells: readonly string[];
}

function thresholdRow({ metric, limit, verdict, reason }: Result['thresholds'][number]): Judged {
  return { verdict, cells: [`${metric}: ${limit}`, reason] };
}

function sloRow(slo: NonNullable<Result['slo']>[number]): Judged {
  return { verdict: slo.verdict, cells: [sloName(slo), slo.reason] };
}

function invariantRow({ name, verdict, reason }: Result['invariants'][number]): Judged {
  return { verdict, cells: [name, reason] };
}

function judgedBlock(title: string, rows: readonly Judged[], style: Style): string {
  if (rows.length === 0) return '';
  const cells = rows.map((row) => [
    style[row.verdict](MARKS[row.verdict]),
    ...row.cells.map(plain),
  ]);
  return titled(title, formatTable(cells), style);
}

function operationsBlock(result: Result, style: Style): string {
  const head = ['', 'intended', 'ok', 'fail', 'info', 'dropped', 'p50', 'p95', 'p99', 'max'];
  const hasLiars = result.slices.some(({ behaviour }) => behaviour !== 'honest');
  const isBridge = result.target.kind === 'bridge';
  const nameOf = ({ op, role, behaviour }: Slice) =>
    isBridge ? `${op} (${hasLiars ? `${behaviour} ` : ''}${role})` : op;
  const rows = result.slices.map((slice) => sliceRow(nameOf(slice), slice));
  if (result.honest !== undefined) rows.push(sliceRow('all honest', result.honest));
  if (rows.length > 1) rows.push(sliceRow('all', result.total));
  const alignRight = head.map((_, column) => column).slice(1);
  const table = formatTable([head.map((name) => style.dim(name)), ...rows], { alignRight });
  const broken = result.conserved
    ? ''
    : `\n  ${style.bad('intended is not ok + fail + info + dropped: this is a bug of lh-run')}`;
  return titled('operations', `${table}${broken}`, style);
}

function sliceRow(name: string, { counts, latency }: Slice): string[] {
  const { intended, ok, fail, info, dropped } = counts;
  const time = (ms: number | null) =>
    ms === null ? `n/a (n=${latency.count})` : formatDuration(ms);
  return [
    plain(name),
    ...[intended, ok, fail, info, dropped].map(formatCount),
    ...[latency.p50, latency.p95, latency.p99, latency.max].map(time),
  ];
}

function errorsBlock({ total, slices }: Result, style: Style): string {
  const errors = Object.entries(total.errors);
  if (errors.length === 0) return '';
  const rows = errors.slice(0, ERRORS_SHOWN).map(([name, count]) => {
    const where = slices.filter((slice) => slice.errors[name] !== undefined).map(({ op }) => op);
    return [plain(name), formatCount(count), style.dim([...new Set(where)].join(', '))];
  });
  const more = errors.length - rows.length;
  const rest = more > 0 ? `\n  and ${more} more kinds` : '';
  return titled('errors', `${formatTable(rows, { alignRight: [1] })}${rest}`, style);
}

function factsBlock(result: Result, style: Style): string {
  const { agents, workers, generator, targetUse, target } = result;
  const limited = generator.limited ? generator.reasons : [];
  const rows = [
    ['agents', `${formatCount(agents.joined)} of ${formatCount(agents.planned)} joined`],
    [
      'target',
      `${plain(`${target.name} ${target.version}`.trim())} at ${plain(target.url)}${tlsText(target, style)}${useText(targetUse)}`,
    ],
    [
      'generator',
      `${workers} ${workers === 1 ? 'thread' : 'threads'}${useText(generator)}; ${lateness(result)}`,
    ],
    ...limited.map((reason) => ['', style.unknown(reason)]),
    ['audit', auditText(result)],
    ...logWatchRows(result),
    ...warmupRows(result),
    ...predictionRows(result),
  ];
  return titled('facts', formatTable(rows), style);
}

function tlsText({ tls }: Result['target'], style: Style): string {
  return tls === 'insecure' ? `; ${style.bad('any certificate was taken (insecure)')}` : '';
}

function logWatchRows({ logWatch }: Result): string[][] {
  if (logWatch === undefined) return [];
  const { verifiedCount, behindCount, looks, segmentLooks, findingCount, stopped } = logWatch;
  const again =
    segmentLooks === 0
      ? ''
      : `, ${formatCount(segmentLooks)} ${segmentLooks === 1 ? 'segment' : 'segments'} verified again`;
  const behind = behindCount === 0 ? '' : `, ${formatCount(behindCount)} not reached`;
  const found = findingCount === 0 ? 'nothing wrong' : `${formatCount(findingCount)} wrong`;
  const end = stopped === undefined ? '' : `; ended early: ${plain(stopped)}`;
  const what = `${formatCount(verifiedCount)} events verified live in ${formatCount(looks)} looks${again}${behind}; ${found}${end}`;
  return [['watch', what]];
}

function warmupRows({ warmup }: Result): string[][] {
  if (warmup === undefined) return [];
  const { durationMs, counts } = warmup;
  const what = `the first ${formatDuration(durationMs)}, ${formatCount(counts.intended)} operations, are in no figure`;
  return [['warm-up', what]];
}

/** Only when lh-doctor measured this machine before. */
function predictionRows({ prediction }: Result): string[][] {
  if (prediction === undefined) return [];
  const figureOf = (name: string) => prediction.figures.find((figure) => figure.name === name);
  const cpu = figureOf('targetCpu');
  const rate = figureOf('operationsPerSecond');
  if (cpu === undefined || rate === undefined) return [];
  const cores = (share: number | null) => (share === null ? 'n/a' : share.toFixed(2));
  const perSecond = (value: number | null) =>
    value === null ? 'n/a' : formatCount(Math.round(value));
  const was = `${perSecond(rate.actual)} operations/s (predicted ${perSecond(rate.predicted)}), target ${cores(cpu.actual)} cores (predicted ${cores(cpu.predicted)})`;
  return [['prediction', was]];
}

function useText(use: Result['targetUse']): string {
  if (use.cpuMean === null || use.cpuMax === null || use.memoryMax === null) return '';
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return `; CPU ${percent(use.cpuMean)} (at most ${percent(use.cpuMax)}), memory ${formatBytes(use.memoryMax)}`;
}

function lateness({ generator }: Result): string {
  const { sendDelayP99 } = generator;
  return sendDelayP99 === null
    ? 'too few operations to tell how late they were sent'
    : `sent ${formatDuration(sendDelayP99)} late at p99`;
}

function auditText(result: Result): string {
  const { audit } = result;
  if (audit.status === 'skipped') return `skipped: ${plain(audit.reason)}`;
  const { log, events, infoHappened, infoDidNotHappen } = audit;
  const resolved = infoHappened + infoDidNotHappen;
  const info =
    resolved === 0 ? '' : `; of ${resolved} with unknown outcome ${infoHappened} happened`;
  return `${acknowledgedText(result, audit.acknowledged)} joined with ${formatCount(events)} events; ${formatCount(log.verifiedCount)} events (${formatBytes(log.byteCount)}) verified, ${log.value}${info}`;
}

/** The operations of the table are not all that was acknowledged. */
function acknowledgedText(result: Result, acknowledged: number): string {
  const parts = acknowledgedParts(result)?.map(
    ({ count, what }) => `${formatCount(count)} ${what}`,
  );
  const of = parts === undefined ? '' : ` (${parts.join(', ')})`;
  return `${formatCount(acknowledged)} acknowledged${of}`;
}

function titled(title: string, text: string, style: Style): string {
  return text === '' ? '' : `${style.bold(title)}\n${text}`;
}

/** What came from outside moves no cursor and starts no line. */
function plain(text: string): string {
  return text.replaceAll(CONTROL, ' ');
}
