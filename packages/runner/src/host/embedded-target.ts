import path from 'node:path';
import { LighthouseError, RUN_FILES } from '@lighthouse/contract';
import { API_PATHS } from '@lighthouse/contract/api-paths';
import { createKeyRing } from '@lighthouse/event-store';
import type { RunTarget } from '../run/target.ts';
import type { PlannedFault } from '../faults/planned-fault.ts';
import { BridgeLife } from './bridge-life.ts';
import { wallNowMs } from './clock.ts';
import { fakeClockEnv, findFakeClock } from './faults/step-clock.ts';
import { writeEnrolTokens } from './run-folder.ts';

export interface EmbeddedOptions {
  /** The bridge's bundle; undefined when it did not come along. */
  readonly program: string | undefined;
  readonly runFolder: string;
  /** For the enrolment token, which nobody needs after the run. */
  readonly tempDir: string;
  /** How long an expert has to answer; its own choice when left out. */
  readonly reviewMs: number | undefined;
  /** What will be done to it. */
  readonly faults: readonly PlannedFault[];
}

/**
 * Starts a bridge of the run's own: a fresh log and a fresh key ring in the run's folder. The keys
 * stand beside the log's folder, never in it, and stay, so that the log can be verified again.
 */
export async function startEmbeddedTarget(options: EmbeddedOptions): Promise<RunTarget> {
  const { program, runFolder, tempDir } = options;
  if (program === undefined)
    throw new LighthouseError(
      'LH_INPUT_MISSING',
      'the bridge that lh-run brings along is missing',
      {
        hint: 'install lh-run again, or name a running bridge with --target',
      },
    );
  const inFolder = (name: keyof typeof RUN_FILES) => path.join(runFolder, RUN_FILES[name]);
  const keyRing = inFolder('keyRing');
  createKeyRing(keyRing, { nowUs: Math.floor(wallNowMs() * 1000) });
  const enrolTokenFile = path.join(tempDir, 'enrol-token');
  const tokens = writeEnrolTokens(enrolTokenFile);
  const logDir = inFolder('log');
  const outputFile = inFolder('bridgeOutput');
  const clockFile = fakeClockFile(options);
  const life = await BridgeLife.begin({
    program,
    logDir,
    keyRing,
    enrolTokenFile,
    outputFile,
    segmentBytes: segmentBytesFor(options.faults),
    reviewMs: options.reviewMs,
    env: clockFile?.env ?? {},
  });
  return {
    kind: 'bridge',
    url: life.url,
    isEmbedded: true,
    ...tokens,
    namePrefix: '',
    tls: undefined,
    http: undefined,
    healthPath: API_PATHS.health,
    told: undefined,
    pid: () => life.pid,
    log: { dir: logDir, keyRing },
    crash: () => life.crash(),
    bridge: {
      pid: () => life.pid,
      kill: () => life.kill(),
      start: () => life.start(),
      logDir,
      keyRing,
      outputFile,
      clockFile: clockFile?.file,
    },
    stop: () => life.stop(),
  };
}

/** A corruption needs segments that are closed, so they are closed early. */
function segmentBytesFor(faults: readonly PlannedFault[]): number | undefined {
  const sizes = faults.flatMap(({ action }) =>
    action.kind === 'corrupt' ? [action.segmentBytes] : [],
  );
  return sizes.length === 0 ? undefined : Math.min(...sizes);
}

function fakeClockFile({ faults, tempDir }: EmbeddedOptions) {
  const library = findFakeClock();
  const isNeeded = faults.some(({ action }) => action.kind === 'clock_step');
  if (!isNeeded || library === undefined) return undefined;
  const file = path.join(tempDir, 'clock');
  return { file, env: fakeClockEnv(library, file) };
}
