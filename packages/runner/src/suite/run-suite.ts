import { EXIT } from '@lighthouse/contract';
import { SUITE_SCHEMA, type SuiteAnswer, type SuiteEntry } from '@lighthouse/contract/suite-answer';
import type { RunIo } from '../run/run-io.ts';
import { startEntry, type StartedEntry, type SuiteSetting } from './run-entry.ts';
import { workSideBySide } from './side-by-side.ts';
import { countStatuses, suiteExitCode } from './suite-answer.ts';
import { emptyEntry, type SuiteItems, type SuiteRun } from './suite-items.ts';
import { suiteLine } from './suite-table.ts';

export interface SuiteWatcher {
  readonly io: RunIo & { readonly signal: AbortSignal };
  readonly head: Pick<SuiteAnswer, 'tool' | 'tags' | 'notTags' | 'jobs'>;
  /** Keeps what is known so far. */
  readonly write: (answer: SuiteAnswer) => void;
}

/**
 * Runs what was found. The first signal is passed on to the runs under way, and no other is begun;
 * what they found until then is told.
 */
export async function runSuite(
  { items, leftOut }: SuiteItems,
  setting: SuiteSetting,
  { io, head, write }: SuiteWatcher,
): Promise<SuiteAnswer> {
  const startedAtMs = setting.nowMs();
  const entries = new Map<string, SuiteEntry>(
    items.map((item) =>
      item.kind === 'run' ? [item.file, waitingEntry(item)] : [item.entry.file, item.entry],
    ),
  );
  const under = new Map<string, StartedEntry>();
  const passOn = () => {
    const signal = io.interruptedBy() ?? 'SIGTERM';
    for (const { stop } of under.values()) stop(signal);
  };
  const answerNow = (isComplete: boolean): SuiteAnswer => {
    const scenarios = [...entries.values()];
    const interrupted = io.interruptedBy();
    return {
      schema: SUITE_SCHEMA,
      ...head,
      folder: setting.folder,
      startedAt: new Date(startedAtMs).toISOString(),
      durationMs: Math.max(0, setting.nowMs() - startedAtMs),
      isComplete,
      ...(interrupted === undefined ? {} : { interrupted }),
      exitCode: exitCodeOfSuite(scenarios, interrupted),
      counts: countStatuses(scenarios, leftOut),
      scenarios,
    };
  };
  const work = async (run: SuiteRun) => {
    io.log('info', `${run.file} begins`);
    const started = startEntry(run, setting);
    under.set(run.file, started);
    showProgress(io, under, entries);
    const entry = await started.end;
    under.delete(run.file);
    entries.set(run.file, entry);
    io.log('info', suiteLine(entry));
    showProgress(io, under, entries);
    write(answerNow(false));
  };
  for (const { entry } of items.filter((item) => item.kind === 'unreadable'))
    io.log('warn', suiteLine(entry));
  const runs = items.filter((item) => item.kind === 'run');
  io.signal.addEventListener('abort', passOn);
  try {
    write(answerNow(false));
    await workSideBySide(runs, { jobs: head.jobs, isStopped: () => io.signal.aborted }, work);
  } catch (error) {
    // What cannot be written for one cannot be for the others: none is left running.
    passOn();
    await Promise.all([...under.values()].map(({ end }) => end));
    throw error;
  } finally {
    io.signal.removeEventListener('abort', passOn);
    io.progress.end();
  }
  const answer = answerNow(true);
  write(answer);
  return answer;
}

function waitingEntry({ file, scenario }: SuiteRun): SuiteEntry {
  const { name, tags } = scenario;
  return { ...emptyEntry(file), name, tags, reasons: [] };
}

function exitCodeOfSuite(
  scenarios: readonly SuiteEntry[],
  interrupted: 'SIGINT' | 'SIGTERM' | undefined,
): number {
  if (interrupted === undefined) return suiteExitCode(scenarios);
  return interrupted === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
}

function showProgress(
  { progress }: RunIo,
  under: ReadonlyMap<string, unknown>,
  entries: ReadonlyMap<string, SuiteEntry>,
): void {
  const done = [...entries.values()].filter(({ status }) => status !== 'waiting').length;
  const head = `suite: ${done} of ${entries.size} done`;
  const running = [...under.keys()];
  progress.update({
    block: [head, ...running.map((file) => `  running  ${file}`)],
    line: running.length === 0 ? head : `${head}; running ${running.join(', ')}`,
  });
}
