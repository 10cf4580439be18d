import path from 'node:path';
import { LighthouseError, SUITE_FILES, type ExitCode } from '@lighthouse/contract';
import { effectiveCpus, workersFor } from '@lighthouse/machine';
import type { AskedResults } from '@lighthouse/results-store/address';
import { wallNowMs } from '../host/clock.ts';
import { writeWhole } from '../host/run-folder.ts';
import { makeTempFolder } from '../host/temp-folder.ts';
import { hostFacts } from '../host/host-facts.ts';
import { runSuite } from '../suite/run-suite.ts';
import type { Installation } from '../run/run-settings.ts';
import { findScenarioFiles } from '../suite/find-scenario-files.ts';
import { parseTags } from '../suite/select-by-tags.ts';
import { parseJobs } from '../suite/side-by-side.ts';
import { asExitCode } from '../suite/suite-answer.ts';
import { readSuiteItems, type SuiteItems } from '../suite/suite-items.ts';
import { suiteJunit } from '../suite/suite-junit.ts';
import { suiteTable } from '../suite/suite-table.ts';
import { centralResults } from './central-results.ts';
import type { CommandIo } from './command-io.ts';
import { makeRunsFolder } from './runs-folder.ts';

export interface SuiteArgs extends AskedResults {
  readonly folder: string;
  readonly tags: string | undefined;
  readonly notTags: string | undefined;
  readonly jobs: string;
  readonly out: string | undefined;
  readonly junit: string | undefined;
  readonly enrolTokenFile: string | undefined;
  readonly noReport: boolean;
}

export interface SuiteIo extends CommandIo {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
}

/** Runs the scenarios of a folder, each in a process of its own, and tells what became of them. */
export async function suiteCommand(
  args: SuiteArgs,
  tool: Installation,
  io: SuiteIo,
): Promise<ExitCode> {
  const cpus = effectiveCpus();
  const jobs = parseJobs(args.jobs, cpus);
  const central = centralResults(args, tool, io);
  const filter = {
    tags: parseTags(args.tags, '--tags'),
    notTags: parseTags(args.notTags, '--not-tags'),
  };
  const folder = path.resolve(io.cwd, args.folder);
  const options = { folder, shownAs: args.folder, filter, jobs };
  const found = await readSuiteItems(findScenarioFiles(folder), options);
  refuseEmpty(found, args.folder);
  const out = makeRunsFolder(args.out, 'suite', io.cwd);
  const temp = makeTempFolder();
  try {
    const answer = await runSuite(
      found,
      {
        program: tool.program,
        cwd: io.cwd,
        folder,
        out,
        tempDir: temp.path,
        workers: { shared: workersFor(cpus / jobs.count), alone: workersFor(cpus) },
        flags: flagsOf(args, io.cwd),
        nowMs: wallNowMs,
      },
      {
        io,
        head: { tool: { name: 'lh-run', version: tool.version }, ...filter, jobs: jobs.count },
        write: (written) => {
          writeWhole(path.join(out, SUITE_FILES.suite), `${JSON.stringify(written)}\n`);
        },
      },
    );
    await central?.store(out);
    if (args.junit !== undefined)
      writeWhole(path.resolve(io.cwd, args.junit), suiteJunit(answer, hostFacts().fingerprint));
    if (io.json) io.printJson(answer);
    else io.stdout.write(suiteTable(answer, io.stdout.colour));
    return asExitCode(answer.exitCode);
  } finally {
    temp.remove();
  }
}

function refuseEmpty({ items, tags, leftOut }: SuiteItems, folder: string): void {
  if (items.length > 0) return;
  if (leftOut === 0)
    throw new LighthouseError('LH_INPUT_MISSING', 'there are no scenario files', {
      facts: { folder },
      hint: 'they end with .yaml, .yml or .json',
    });
  throw new LighthouseError('LH_USAGE', 'the tags leave no scenario', {
    facts: { folder, scenarios: leftOut },
    hint: tags.length === 0 ? 'none of them has tags' : `their tags are ${tags.join(', ')}`,
  });
}

function flagsOf({ enrolTokenFile, noReport }: SuiteArgs, cwd: string): string[] {
  const token = enrolTokenFile === undefined ? [] : [path.resolve(cwd, enrolTokenFile)];
  return [
    ...token.flatMap((file) => ['--enrol-token-file', file]),
    ...(noReport ? ['--no-report'] : []),
  ];
}
