import path from 'node:path';
import { LighthouseError, RUN_FILES } from '@lighthouse/contract';
import { createKeyRing } from '@lighthouse/event-store';
import type { RunTarget } from '../run/target.ts';
import { BridgeProcess } from './bridge-process.ts';
import { wallNowMs } from './clock.ts';
import { writeSecret } from './run-folder.ts';

export interface EmbeddedOptions {
  /** The bridge's bundle; undefined when it did not come along. */
  readonly program: string | undefined;
  readonly runFolder: string;
  /** For the enrolment token, which nobody needs after the run. */
  readonly tempDir: string;
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
  const enrolToken = writeSecret(enrolTokenFile);
  const logDir = inFolder('log');
  const outputFile = inFolder('bridgeOutput');
  const { bridge, ready } = await BridgeProcess.start({
    program,
    logDir,
    keyRing,
    enrolTokenFile,
    outputFile,
  });
  let isStopping = false;
  return {
    url: ready.url,
    isEmbedded: true,
    enrolToken,
    namePrefix: '',
    pid: ready.pid,
    log: { dir: logDir, keyRing },
    crash: () => {
      const { ended } = bridge;
      if (isStopping || ended === undefined) return undefined;
      return `the bridge ended in mid-run (${ended.signal ?? `exit code ${ended.code}`})`;
    },
    stop: async () => {
      if (bridge.ended !== undefined) return;
      isStopping = true;
      await bridge.stop();
    },
  };
}
