import fs from 'node:fs';
import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract/errors';
import { EXIT, type ExitCode } from '@lighthouse/contract/exit-codes';
import { createKeyRing, loadKeyRing, verifyLog } from '@lighthouse/event-store';
import { toJsonLine } from '../render/escape-text.ts';
import { findKeyRing } from '../store/find-key-ring.ts';
import { locateLog } from '../store/locate-store.ts';
import { createReadOnlyFs } from '../store/read-only-fs.ts';
import type { WatchHost, WatchShell } from '../watch/watch-command.ts';
import { durationOf } from '../watch/watch-flags.ts';
import { appendEvents, copyLog, openForDrill, segmentsIn, type LogMaker } from './drill-log.ts';
import { answerOf, renderDrill, scoreOf } from './drill-score.ts';
import { runTrial, type Trial } from './drill-trial.ts';
import { TAMPERINGS } from './tamperings.ts';

export interface DrillArgs {
  readonly store: string | undefined;
  readonly key: string | undefined;
  readonly repeats: number;
  readonly only: readonly string[];
  readonly timeout: string;
}

const EVENTS = 300;
const SEGMENTS_MIN = 4;

/** Runs all trials; good when all that can be noticed was, under its name, and nothing else. */
export async function runDrill(
  args: DrillArgs,
  shell: WatchShell,
  host: WatchHost & { readonly self: readonly [string, ...string[]] },
): Promise<ExitCode> {
  const limitMs = durationOf(args.timeout, '--timeout', [100, 3_600_000]);
  const chosen = TAMPERINGS.filter(
    ({ name }) => args.only.length === 0 || args.only.some((part) => name.includes(part)),
  );
  if (chosen.length === 0)
    throw new LighthouseError('LH_USAGE', '--only names no kind of tampering', {
      hint: `there are: ${TAMPERINGS.map(({ name }) => name).join('; ')}`,
    });
  const work = host.makeFolder();
  try {
    const { original, keyFile, maker } = await prepare(args, work, {
      shell,
      host,
    });
    const classes = [];
    for (const tampering of chosen) {
      const trials: Trial[] = [];
      for (let number = 1; number <= args.repeats; number++) {
        const line = `${tampering.name}: ${number} of ${args.repeats}`;
        shell.progress.update({ block: [line], line });
        const folder = path.join(work, `trial-${classes.length}-${number}`);
        fs.mkdirSync(folder);
        const { signal } = shell;
        const rest = { wall: host.clock, self: host.self, limitMs, signal };
        trials.push(
          await runTrial(tampering, {
            original,
            keyFile,
            folder,
            ...maker,
            ...rest,
          }),
        );
      }
      classes.push(scoreOf(tampering, trials));
    }
    shell.progress.end();
    const answer = answerOf(host.tool, classes);
    shell.stdout.write(shell.json ? toJsonLine(answer) : renderDrill(answer, shell.stdout.colour));
    return answer.isPassed ? EXIT.good : EXIT.bad;
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** Copies the log, or makes one, and lengthens the copy to what the trials need. */
async function prepare(
  { store, key }: DrillArgs,
  work: string,
  { shell, host }: { readonly shell: WatchShell; readonly host: WatchHost },
) {
  const original = path.join(work, 'original');
  const clock = { nowUs: () => host.clock.wallMs() * 1000 };
  const ownKey = path.join(work, 'keyring.json');
  const located = store === undefined ? undefined : locateLog(store, shell.cwd);
  const keyFile = located === undefined ? ownKey : findKeyRing(located, key, shell.cwd);
  const keyRing =
    located === undefined ? createKeyRing(ownKey, { nowUs: clock.nowUs() }) : loadKeyRing(keyFile);
  const maker: LogMaker = { keyRing, clock, random: host.random };
  if (located !== undefined) {
    const fsOfLog = createReadOnlyFs();
    const { value } = await verifyLog({
      fs: fsOfLog,
      dir: located.logDir,
      keyRing,
    });
    if (value !== 'intact')
      throw new LighthouseError('LH_LOG_DAMAGED', 'a drill needs a log that is intact', {
        hint: 'verify it first: nothing can be learnt from damage that was there before',
        facts: { path: located.path, verdict: value },
      });
    copyLog(located.logDir, original);
  }
  const log = await openForDrill(original, maker);
  do await appendEvents(log, EVENTS, maker);
  while (segmentsIn(original).length < SEGMENTS_MIN);
  await log.close();
  return { original, keyFile, maker };
}
