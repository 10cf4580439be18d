import process from 'node:process';
import { EXIT, exitCodeForError, hasErrorCode } from '@lighthouse/contract';
import { createScope } from '@lighthouse/testkit';
import { append } from './benchmarks/append.ts';
import { startup } from './benchmarks/startup.ts';
import { verify } from './benchmarks/verify.ts';
import type { Benchmark, Surroundings } from './benchmark.ts';
import { helpText, readCommandLine, type BenchArgs } from './command-line.ts';
import { hold, type Contest, type SkippedContest } from './contest.ts';
import { folderMaker } from './host/data-folder.ts';
import { machineFacts } from './host/machine-facts.ts';
import { watchOthers } from './host/others-share.ts';
import { renderContest, renderHead } from './render.ts';
import { BENCH_SCHEMA, reportContest, type BenchReport } from './report.ts';

const BENCHMARKS: readonly Benchmark[] = [append, verify, startup];

async function main(argv: readonly string[]): Promise<void> {
  const args = readCommandLine(
    argv,
    BENCHMARKS.map(({ name }) => name),
  );
  if (args.help) {
    process.stdout.write(helpText(BENCHMARKS));
    return;
  }
  const head = {
    schema: BENCH_SCHEMA,
    date: new Date().toISOString(),
    command: ['npm run bench', ...(argv.length > 0 ? ['--', ...argv] : [])].join(' '),
    machine: machineFacts(),
  } as const;
  const tell = (text: string) => args.json || process.stdout.write(text);
  tell(`${renderHead(head)}\n\n`);
  const contests: BenchReport['contests'][number][] = [];
  for (const benchmark of BENCHMARKS.filter(({ name }) => args.names.includes(name))) {
    for await (const contest of runBenchmark(benchmark, args)) {
      contests.push(contest);
      tell(`${renderContest(contest)}\n`);
    }
  }
  if (args.json) process.stdout.write(`${JSON.stringify({ ...head, contests })}\n`);
}

async function* runBenchmark(benchmark: Benchmark, args: BenchArgs) {
  const scope = createScope();
  try {
    progress(`${benchmark.name}: preparing`);
    const surroundings: Surroundings = {
      scope,
      makeFolder: await folderMaker(args.dir, scope),
      isLong: args.isLong,
      repeatsOr: (usual) => args.repeats ?? usual,
    };
    for (const contest of await benchmark.prepare(surroundings))
      yield await runContest(benchmark.name, contest);
  } finally {
    progress('');
    await scope.close();
  }
}

async function runContest(benchmark: string, contest: Contest | SkippedContest) {
  if ('skipped' in contest) return { benchmark, ...contest };
  const result = await hold(contest, watchOthers, (quietCount) =>
    progress(`${benchmark}: ${contest.name}: ${quietCount + 1} of ${contest.repeats}`),
  );
  progress('');
  return reportContest(benchmark, result);
}

/** Shows on a terminal what is under way; nothing clears it. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

try {
  await main(process.argv.slice(2));
  process.exitCode = EXIT.good;
} catch (error) {
  if (!hasErrorCode(error)) throw error;
  const hint = error.hint === undefined ? '' : `\n  hint  ${error.hint}`;
  process.stderr.write(`bench: ${error.code} ${error.message}${hint}\n`);
  process.exitCode = exitCodeForError(error);
}
