import { randomBytes } from 'node:crypto';
import { parseDurationMs } from '@lighthouse/contract';
import type { RunSettings } from '../run/run-settings.ts';
import type { RunTarget } from '../run/target.ts';
import { startEmbeddedTarget } from './embedded-target.ts';
import { reachExternalTarget } from './external-target.ts';
import { reachHttpTarget } from './http-target.ts';
import { tlsSettings } from './tls-settings.ts';

const RUN_ID_BYTES = 5;

/** Starts the target of a run, or reaches it. */
export async function openTarget(settings: RunSettings, tempDir: string): Promise<RunTarget> {
  const { plan, folder, tool, external } = settings;
  const { target } = plan;
  const runId = randomBytes(RUN_ID_BYTES).toString('hex');
  if ('http' in target) return reachHttpTarget(target, { seed: plan.crowd.seed, runId });
  if (target.bridge === 'embedded')
    return startEmbeddedTarget({
      program: tool.bridge,
      runFolder: folder,
      tempDir,
      reviewMs: 'reviewTimeout' in target ? parseDurationMs(target.reviewTimeout ?? '') : undefined,
      faults: plan.faults ?? [],
    });
  return reachExternalTarget({
    url: target.bridge,
    ...external,
    log: external.log ?? ('log' in target ? target.log : undefined),
    namePrefix: `${runId}.`,
    tls: tlsSettings(target),
  });
}
