import { createScope } from '@lighthouse/testkit';
import type { Benchmark } from './benchmark.ts';
import type { BenchArgs } from './command-line.ts';
import { hold, type Contest, type SkippedContest, type Umpire } from './contest.ts';
import { folderMaker } from './host/data-folder.ts';
import { reportContest, type BenchReport } from './report.ts';

type AnyReport = BenchReport['contests'][number];

export type Settings = Pick<BenchArgs, 'dir' | 'isLong' | 'othersShareMax' | 'repeats'> &
  Pick<Umpire, 'waitForQuiet' | 'watchOthers'> & {
    /** Is told what is under way; with nothing when nothing is. */
    readonly onProgress: (text: string) => void;
  };

/** Holds the contests of one benchmark, and takes away what that needed. */
export async function* runBenchmark(
  benchmark: Benchmark,
  settings: Settings,
): AsyncGenerator<AnyReport> {
  const { dir, isLong, repeats, onProgress } = settings;
  const scope = createScope();
  try {
    onProgress(`${benchmark.name}: preparing`);
    const contests = await benchmark.prepare({
      scope,
      isLong,
      makeFolder: await folderMaker(dir, scope),
      repeatsOr: (usual) => repeats ?? usual,
    });
    for (const contest of contests) yield await runContest(benchmark.name, contest, settings);
  } finally {
    onProgress('');
    await scope.close();
  }
}

async function runContest(
  benchmark: string,
  contest: Contest | SkippedContest,
  settings: Settings,
): Promise<AnyReport> {
  if ('skipped' in contest) return { benchmark, ...contest };
  const { name, repeats } = contest;
  const onRound = (quietCount: number) =>
    settings.onProgress(`${benchmark}: ${name}: ${quietCount + 1} of ${repeats}`);
  try {
    return reportContest(benchmark, await hold(contest, { ...settings, onRound }));
  } catch (error) {
    // The others can be held all the same.
    const failed = error instanceof Error ? error.message : String(error);
    return { benchmark, name, failed };
  } finally {
    settings.onProgress('');
  }
}
