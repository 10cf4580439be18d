import path from 'node:path';
import { EXIT, LighthouseError } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import type { AskedResults } from '@lighthouse/results-store/address';
import { compareSides } from '../compare/compare.ts';
import type { Comparison, Side } from '../compare/compare.ts';
import { comparisonJson } from '../compare/comparison-json.ts';
import { judgeRegression, parseRegressionLimit } from '../compare/regression.ts';
import type { RegressionVerdict } from '../compare/regression.ts';
import { renderComparisonPage } from '../html/comparison-page.ts';
import { comparisonMarkdown } from '../markdown/comparison.ts';
import { renderComparisons } from '../terminal/comparison.ts';
import { withRuns } from './run-source.ts';
import type { RunSource } from './run-source.ts';
import { readTemplate } from './template.ts';
import { screenOf, type ToolIo } from './tool-io.ts';
import { writeWhole } from './write-file.ts';

export interface CompareArgs extends AskedResults {
  readonly base: string;
  readonly others: readonly string[];
  readonly html: string | undefined;
  readonly markdown: string | undefined;
  readonly failOnRegression: string | undefined;
}

/** Compares runs, or folders of repetitions, with the first one named. */
export async function compareRuns(args: CompareArgs, io: ToolIo): Promise<ExitCode> {
  const limit =
    args.failOnRegression === undefined ? undefined : parseRegressionLimit(args.failOnRegression);
  if (args.others.length === 0)
    throw new LighthouseError('LH_USAGE', 'there is nothing to compare with', {
      hint: 'name two runs or more: the first is what the others are compared with',
    });
  const onStdout = [io.json, args.html === '-', args.markdown === '-'].filter(Boolean);
  if (onStdout.length > 1)
    throw new LighthouseError('LH_USAGE', 'only one thing can go to stdout', {
      hint: 'write the others to files',
    });
  const sides = await withRuns(args, io, (source) => readSides(args, source));
  const [base, ...others] = withDistinctLabels(sides, [args.base, ...args.others]);
  if (base === undefined) return EXIT.bug;
  const comparisons = compareSides(base, others);
  const verdict = limit === undefined ? undefined : judgeRegression(comparisons, limit);
  const written = await writeComparison(args, { comparisons, verdict }, io);
  if (io.json) io.printJson(comparisonJson(comparisons, verdict));
  else io.stdout.write(written ?? renderComparisons(comparisons, verdict, screenOf(io.stdout)));
  return verdict === undefined ? EXIT.good : EXIT[verdict.value];
}

interface Compared {
  readonly comparisons: readonly Comparison[];
  readonly verdict: RegressionVerdict | undefined;
}

/** Writes the files that were asked for; gives what is for stdout instead. */
async function writeComparison(
  { html, markdown }: CompareArgs,
  { comparisons, verdict }: Compared,
  io: ToolIo,
): Promise<string | undefined> {
  const texts = [
    {
      file: html,
      render: async () =>
        renderComparisonPage(comparisons, verdict, await readTemplate('viewer.html')),
    },
    { file: markdown, render: async () => comparisonMarkdown(comparisons, verdict) },
  ];
  let onStdout: string | undefined;
  for (const { file, render } of texts) {
    if (file === '-') onStdout = await render();
    else if (file !== undefined) await writeWhole(path.resolve(io.cwd, file), await render());
  }
  return onStdout;
}

async function readSides(args: CompareArgs, source: RunSource): Promise<Side[]> {
  const sides: Side[] = [];
  for (const named of [args.base, ...args.others]) sides.push(await source.side(named));
  return sides;
}

/** Folders of one name in different places are told apart by what was typed. */
function withDistinctLabels(sides: readonly Side[], named: readonly string[]): Side[] {
  const isDistinct = new Set(sides.map(({ label }) => label)).size === sides.length;
  return sides.map((side, at) => (isDistinct ? side : { ...side, label: named[at] ?? side.label }));
}
