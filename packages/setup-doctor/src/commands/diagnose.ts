import os from 'node:os';
import path from 'node:path';
import { EXIT, exitCodeOf, type ExitCode } from '@lighthouse/contract';
import { nameOfTarget } from '@lighthouse/contract/target';
import type { DoctorAnswer } from '@lighthouse/contract/doctor-answer';
import { loadScenario } from '@lighthouse/scenario-file';
import type { Scenario } from '@lighthouse/contract';
import { CHECK_NAMES, examine } from '../examine.ts';
import { thisMachine } from '../host/machine.ts';
import { renderMarkdown } from '../render/render-markdown.ts';
import { renderBrief, renderFull } from '../render/render-text.ts';
import { repair } from '../repair/repair.ts';
import { rootCommands } from '../repair/root-commands.ts';
import type { DiagnoseArgs, DiagnoseIo } from './diagnose-io.ts';

const RESULTS_FOLDER = 'runs';
const EMBEDDED = 'embedded';

/** Examines this machine, repairs what it is told to, and says what it found. */
export async function diagnose(args: DiagnoseArgs, io: DiagnoseIo): Promise<ExitCode> {
  if (args.listChecks) {
    io.stdout.write(CHECK_NAMES.map(({ id, title }) => `${id.padEnd(24)} ${title}\n`).join(''));
    return EXIT.good;
  }
  const scenario = args.for === undefined ? undefined : (await loadScenario(args.for)).scenario;
  const machine = thisMachine({
    cwd: io.cwd,
    resultsDir: path.resolve(io.cwd, args.out ?? RESULTS_FOLDER),
    target: targetOf(args, scenario),
    isBridge: scenario === undefined || 'bridge' in scenario.target,
    offline: args.offline,
    port: args.port,
    key: args.key,
    nats: args.nats,
    postgres: args.postgres,
    prometheus: args.prometheus,
  });
  const repairs = await repair(machine, args);
  const found = await examine(machine, {
    scenario,
    repairs,
    only: args.only,
    skip: args.skip,
    isSmokeWanted: args.smoke,
    isCalibrationWanted: isCalibrationWanted(args),
    isStrict: args.strict,
    version: io.version,
    signal: io.signal,
    onSlow: (what) => io.progress.update({ block: [what], line: what }),
  });
  io.progress.end();
  const answer = args.fix ? withRootCommands(found) : found;
  show(answer, { args, nowMs: machine.wallClockMs() }, io);
  if (io.interruptedBy() !== undefined) io.signal.throwIfAborted();
  const isRepaired = repairs.every(({ outcome }) => outcome !== 'failed');
  return isRepaired ? exitCodeOf(answer.verdict) : EXIT.bad;
}

function targetOf(args: DiagnoseArgs, scenario: Scenario | undefined): string | undefined {
  const target = scenario?.target;
  const named = args.target ?? (target === undefined ? undefined : nameOfTarget(target));
  return named === EMBEDDED ? undefined : named;
}

/** A scenario is compared with what was measured for it, unless that is not what is asked about. */
function isCalibrationWanted({ calibrate, noCalibrate, only, ...args }: DiagnoseArgs): boolean {
  if (calibrate) return true;
  if (args.for === undefined || noCalibrate) return false;
  return only.length === 0 || only.some((name) => name.startsWith('scenario'));
}

function withRootCommands(answer: DoctorAnswer): DoctorAnswer {
  return { ...answer, repairs: [...answer.repairs, ...rootCommands(answer.checks)] };
}

function show(
  answer: DoctorAnswer,
  { args, nowMs }: { args: DiagnoseArgs; nowMs: number },
  io: DiagnoseIo,
): void {
  const { stdout } = io;
  if (io.json) return io.printJson(answer);
  if (args.markdown) {
    const of = { home: os.homedir(), cwd: io.cwd, user: userName(), host: os.hostname() };
    return stdout.write(renderMarkdown(answer, of));
  }
  if (args.brief) return stdout.write(renderBrief(answer, stdout.colour));
  const options = { isVerbose: io.verbose, nowMs };
  return stdout.write(renderFull(answer, stdout.colour, options));
}

function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    // A user id without a name, as containers have them.
    return '';
  }
}
