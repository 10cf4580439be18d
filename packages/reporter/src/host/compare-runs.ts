import path from 'node:path';
import { EXIT, LighthouseError } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import { compareSides } from '../compare/compare.ts';
import type { Side } from '../compare/compare.ts';
import { comparisonJson } from '../compare/comparison-json.ts';
import { judgeRegression, parseRegressionLimit } from '../compare/regression.ts';
import { comparisonMarkdown } from '../markdown/comparison.ts';
import { renderComparisons } from '../terminal/comparison.ts';
import { readSide } from './read-side.ts';
import type { ToolIo } from './tool-io.ts';
import { writeWhole } from './write-file.ts';

export interface CompareArgs {
  readonly base: string;
  readonly others: readonly string[];
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
  if (io.json && args.markdown === '-')
    throw new LighthouseError('LH_USAGE', 'only one thing can go to stdout', {
      hint: 'write the Markdown to a file',
    });
  const sides = await Promise.all(
    [args.base, ...args.others].map((named) => readSide(named, io.cwd)),
  );
  const [base, ...others] = withDistinctLabels(sides, [args.base, ...args.others]);
  if (base === undefined) return EXIT.bug;
  const comparisons = compareSides(base, others);
  const verdict = limit === undefined ? undefined : judgeRegression(comparisons, limit);
  const markdown = comparisonMarkdown(comparisons, verdict);
  if (args.markdown !== undefined && args.markdown !== '-')
    await writeWhole(path.resolve(io.cwd, args.markdown), markdown);
  if (io.json) io.printJson(comparisonJson(comparisons, verdict));
  else if (args.markdown === '-') io.stdout.write(markdown);
  else io.stdout.write(renderComparisons(comparisons, verdict, io.stdout.colour));
  return verdict === undefined ? EXIT.good : EXIT[verdict.value];
}

/** Folders of one name in different places are told apart by what was typed. */
function withDistinctLabels(sides: readonly Side[], named: readonly string[]): Side[] {
  const isDistinct = new Set(sides.map(({ label }) => label)).size === sides.length;
  return sides.map((side, at) => (isDistinct ? side : { ...side, label: named[at] ?? side.label }));
}
