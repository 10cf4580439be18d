import process from 'node:process';
import { EXIT, exitCodeForError, hasErrorCode, type ExitCode } from '@lighthouse/contract';
import type { Benchmark } from './benchmark.ts';
import { append } from './benchmarks/append.ts';
import { bridge } from './benchmarks/bridge.ts';
import { embedded } from './benchmarks/embedded.ts';
import { memory } from './benchmarks/memory.ts';
import { open } from './benchmarks/open.ts';
import { read } from './benchmarks/read.ts';
import { report } from './benchmarks/report.ts';
import { runner } from './benchmarks/runner.ts';
import { startup } from './benchmarks/startup.ts';
import { verify } from './benchmarks/verify.ts';
import { watch } from './benchmarks/watch.ts';
import { helpText, readCommandLine } from './command-line.ts';
import { machineFacts } from './host/machine-facts.ts';
import { watchOthers } from './host/others-share.ts';
import { quietWaiter } from './host/wait-for-quiet.ts';
import { renderContest, renderHead } from './render.ts';
import { BENCH_SCHEMA, type BenchReport } from './report.ts';
import { runBenchmark } from './run-benchmark.ts';

const BENCHMARKS: readonly Benchmark[] = [
  append,
  open,
  read,
  verify,
  watch,
  runner,
  memory,
  embedded,
  bridge,
  report,
  startup,
];

/**
 * An aim that is missed is a finding; a measurement that could not be made makes the exit code
 * `unknown`.
 */
async function main(argv: readonly string[]): Promise<ExitCode> {
  const names = BENCHMARKS.map(({ name }) => name);
  const args = readCommandLine(argv, names);
  if (args.help) {
    process.stdout.write(helpText(BENCHMARKS));
    return EXIT.good;
  }
  const tell = (text: string) => args.json || process.stdout.write(text);
  const head = {
    schema: BENCH_SCHEMA,
    date: new Date().toISOString(),
    command: ['npm run bench', ...(argv.length > 0 ? ['--', ...argv] : [])].join(' '),
    machine: machineFacts(),
  } as const;
  tell(`${renderHead(head)}\n\n`);
  const contests: BenchReport['contests'][number][] = [];
  const waitForQuiet = quietWaiter({ ...args, waitMsMax: args.waitMs });
  for (const benchmark of BENCHMARKS.filter(({ name }) => args.names.includes(name))) {
    const settings = { ...args, waitForQuiet, watchOthers, onProgress: showProgress };
    for await (const contest of runBenchmark(benchmark, settings)) {
      contests.push(contest);
      tell(`${renderContest(contest)}\n`);
    }
  }
  if (args.json) process.stdout.write(`${JSON.stringify({ ...head, contests })}\n`);
  return contests.some((contest) => 'failed' in contest) ? EXIT.unknown : EXIT.good;
}

/** One line on a terminal; nothing clears it. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isKnown = hasErrorCode(error);
  const hint = isKnown && error.hint !== undefined ? `\n  hint  ${error.hint}` : '';
  const text = error instanceof Error && !isKnown ? error.stack : String(error);
  process.stderr.write(`bench: ${isKnown ? `${error.code} ${error.message}` : text}${hint}\n`);
  process.exitCode = exitCodeForError(error);
}
