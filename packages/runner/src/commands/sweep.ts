import { formatCount, formatDuration, formatTable } from '@lighthouse/cli-kit/format';
import { exitCodeOf, LighthouseError, type ExitCode, type Result } from '@lighthouse/contract';
import type { SweepAnswer } from '@lighthouse/contract/run-answers';
import { isEmbedded } from '@lighthouse/contract/target';
import { loadTimes, withLiarShare, type Overrides } from '@lighthouse/scenario-file';
import type { Installation } from '../run/run-settings.ts';
import type { Style } from '../summary/terminal-summary.ts';
import type { CommandIo } from './command-io.ts';
import { runOneOfMany } from './run-one-of-many.ts';
import { makeRunsFolder } from './runs-folder.ts';
import { scenarioOf } from './scenario-of.ts';

export interface SweepArgs extends Overrides {
  readonly scenario: string;
  /** `0..50%` in steps of a tenth of the whole, or a list: `0,10%,33%`. */
  readonly liars: string;
  readonly out: string | undefined;
  readonly workers: number | undefined;
}

/** One run of a sweep. */
type SweepPoint = SweepAnswer['points'][number];

const SHARES_MAX = 20;
const STEPS = 5;

/** Runs a scenario with more and more liars, and tells where it breaks. */
export async function sweepCommand(
  args: SweepArgs,
  tool: Installation,
  io: CommandIo,
): Promise<ExitCode> {
  const shares = parseShares(args.liars);
  const { scenario, text } = await scenarioOf(args.scenario, args);
  if (!isEmbedded(scenario.target))
    throw new LighthouseError('LH_USAGE', 'a sweep needs a bridge of its own for each run', {
      hint: 'leave the target out, or say --target embedded',
    });
  const parent = makeRunsFolder(args.out, `sweep ${scenario.name}`, io.cwd);
  const points: SweepPoint[] = [];
  for (const share of shares) {
    if (io.interruptedBy() !== undefined) break;
    const wanted = withLiarShare(scenario, share);
    const percent = Math.round(share * 100);
    io.log('info', `${percent} % liars`);
    const one = {
      scenario: wanted,
      text,
      parent,
      name: `liars-${percent}`,
      command: `lh-run sweep ${args.scenario} --liars ${args.liars}`,
      workers: args.workers,
    };
    const { result, folder } = await runOneOfMany(one, tool, io);
    points.push(pointOf(result, { share, folder, loadMs: loadTimes(wanted.load).loadMs }));
  }
  const broken = points.find(({ verdict }) => verdict === 'bad');
  const breakingShare = broken?.liars ?? null;
  const answer: SweepAnswer = { schema: 'lighthouse/sweep/1', points, breakingShare };
  if (io.json) io.printJson(answer);
  else io.stdout.write(`${sweepText(points, io.stdout.colour)}\n`);
  const isUnknown = points.length < shares.length || points.some((each) => each.verdict !== 'good');
  return exitCodeOf(broken !== undefined ? 'bad' : isUnknown ? 'unknown' : 'good');
}

/** Reads shares: a list, or a range that is run in six steps. Throws LH_USAGE. */
export function parseShares(text: string): number[] {
  const range = /^(\d+(?:\.\d+)?)%?\.\.(\d+(?:\.\d+)?)%$/.exec(text);
  const [from, to] = [Number(range?.[1] ?? 0), Number(range?.[2] ?? 0)];
  const percents =
    range === null
      ? text
          .split(',')
          .map((part) => (/^\d+(\.\d+)?%?$/.test(part) ? Number.parseFloat(part) : NaN))
      : Array.from({ length: STEPS + 1 }, (_, step) => from + ((to - from) * step) / STEPS);
  const isRight = percents.every((percent) => percent >= 0 && percent <= 100);
  if (isRight && percents.length <= SHARES_MAX) return percents.map((percent) => percent / 100);
  throw new LighthouseError('LH_USAGE', `--liars: "${text}" is no list of shares`, {
    hint: 'write 0..50%, or up to 20 shares: 0,10%,25%',
  });
}

interface Swept {
  readonly share: number;
  readonly folder: string;
  /** How long its load was to last. */
  readonly loadMs: number;
}

function pointOf(result: Result, { share, folder, loadMs }: Swept): SweepPoint {
  const { honest = result.total, slices, byzantine, verdict, series, warmup } = result;
  const { ok, fail, info } = honest.counts;
  const sent = ok + fail + info;
  const decided = slices
    .filter(({ behaviour, op }) => behaviour === 'honest' && op !== 'session')
    .reduce((sum, { counts }) => sum + counts.ok, 0);
  // The rows are fewer when a run was stopped; in any other, those of the drain are among them.
  const lastedMs = Math.min(loadMs, series.ok.length * series.intervalMs);
  const countedMs = Math.max(1, lastedMs - (warmup?.durationMs ?? 0));
  return {
    liars: share,
    verdict: verdict.value,
    honestLatencyP99: honest.latency.p99,
    honestSuccess: sent === 0 ? null : ok / sent,
    decisions: (decided * 1000) / countedMs,
    attempts: byzantine.reduce((sum, { attempts }) => sum + attempts, 0),
    accepted: byzantine.reduce((sum, { accepted }) => sum + accepted, 0),
    reasons: verdict.reasons,
    folder,
  };
}

function sweepText(points: readonly SweepPoint[], style: Style): string {
  const head = ['liars', 'honest p99', 'honest ok', 'decisions/s', 'lies', 'accepted', 'verdict'];
  const rows = points.map((point) => [
    `${Math.round(point.liars * 100)} %`,
    point.honestLatencyP99 === null ? 'n/a' : formatDuration(point.honestLatencyP99),
    point.honestSuccess === null ? 'n/a' : `${(point.honestSuccess * 100).toFixed(2)} %`,
    point.decisions.toFixed(1),
    formatCount(point.attempts),
    formatCount(point.accepted),
    style[point.verdict](point.verdict),
  ]);
  const table = formatTable([head.map((name) => style.dim(name)), ...rows], {
    alignRight: [0, 1, 2, 3, 4, 5],
  });
  return `${table}\n\n${ending(points)}`;
}

function ending(points: readonly SweepPoint[]): string {
  const broken = points.find(({ verdict }) => verdict === 'bad');
  const last = Math.round((points.at(-1)?.liars ?? 0) * 100);
  if (broken === undefined) return `not broken by up to ${last} % liars`;
  return `breaks at ${Math.round(broken.liars * 100)} % liars: ${broken.reasons[0] ?? ''}`;
}
