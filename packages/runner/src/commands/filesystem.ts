import { realpathSync } from 'node:fs';
import path from 'node:path';
import {
  EXIT,
  exitCodeOf,
  LighthouseError,
  parseDurationMs,
  type ExitCode,
} from '@lighthouse/contract';
import type { FilesystemAnswer } from '@lighthouse/contract/run-answers';
import { readTextFile } from '@lighthouse/machine';
import { fileFailure } from '../filesystem/file-failure.ts';
import { findMount } from '../filesystem/find-mount.ts';
import { judgeProbe } from '../filesystem/judge-probe.ts';
import { probeText } from '../filesystem/probe-text.ts';
import { runProbe } from '../host/run-probe.ts';
import { makeFolderOfProcess } from '../host/temp-folder.ts';
import type { Installation } from '../run/run-settings.ts';
import type { SuiteIo } from './suite.ts';

export interface FilesystemArgs {
  readonly path: string;
  readonly workers: number;
  readonly size: number;
  readonly duration: string;
  readonly meanMax: string;
  readonly p95Max: string;
}

const DURATION_MS_MAX = 3_600_000;

/** Measures how long the calls of a file system take under load, and judges that. */
export async function filesystemCommand(
  args: FilesystemArgs,
  tool: Installation,
  io: SuiteIo,
): Promise<ExitCode> {
  const wantedMs = parseTime('--duration', args.duration);
  const limits = {
    meanMs: parseTime('--mean-max', args.meanMax),
    p95Ms: parseTime('--p95-max', args.p95Max),
  };
  const { workers, size: sizeBytes } = args;
  const asked = path.resolve(io.cwd, args.path);
  try {
    const root = realpathSync(asked);
    const temp = makeFolderOfProcess(root);
    const settings = { folder: temp.path, workers, sizeBytes, entry: tool.worker };
    const run = runProbe({ ...settings, durationMs: wantedMs, signal: io.signal });
    const shares = await run.finally(temp.remove);
    const answer: FilesystemAnswer = {
      schema: 'lighthouse/filesystem/1',
      path: root,
      mount: findMount(root, readTextFile),
      workers,
      sizeBytes,
      limits,
      ...judgeProbe(shares, limits),
    };
    if (io.json) io.printJson(answer);
    else io.stdout.write(probeText(answer, io.stdout.colour));
    const signal = io.interruptedBy();
    if (signal !== undefined) return signal === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
    return exitCodeOf(answer.verdict.value);
  } catch (error) {
    throw fileFailure(error, asked);
  }
}

function parseTime(flag: string, text: string): number {
  const ms = parseDurationMs(text) ?? 0;
  if (ms > 0 && ms <= DURATION_MS_MAX) return ms;
  throw new LighthouseError('LH_USAGE', `${flag}: "${text}" is not a time between 0 and 1h`, {
    hint: 'write 10s, 5ms or 0.5ms',
  });
}
