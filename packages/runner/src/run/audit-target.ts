import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { AgentNames } from '@lighthouse/agent-sim';
import { RUN_FILES, type Audit } from '@lighthouse/contract';
import { loadKeyRing, readLog, verifyLog } from '@lighthouse/event-store';
import { auditRun } from '../audit/audit-run.ts';
import { DiskPartitions } from '../audit/disk-partitions.ts';
import type { FaultEffects } from '../audit/fault-effects.ts';
import { isSilent } from '../audit/settle-silence.ts';
import { partitionCountFor } from '../audit/partition-store.ts';
import { createClock, wallNowMs, yieldToOthers } from '../host/clock.ts';
import { readHistory } from '../history/history-reader.ts';
import type { RunSettings } from './run-settings.ts';
import type { RunTarget } from './target.ts';

export interface AuditOptions {
  readonly settings: RunSettings;
  readonly target: RunTarget;
  /** For what the join does not keep in memory. */
  readonly tempDir: string;
  /** The bridge was stopped in order, so its log must be whole. */
  readonly isClosed: boolean;
  /** Operations that were sent, about. */
  readonly operationCount: number;
  readonly effects: FaultEffects;
  readonly nowUs: number;
}

/**
 * Verifies the target's log and joins it with the history of the run. Reads the log, and never
 * writes to it.
 */
export async function auditTarget(options: AuditOptions): Promise<Audit> {
  const { settings, target, tempDir, isClosed, nowUs } = options;
  if ('unreadable' in target.log) return { status: 'skipped', reason: target.log.unreadable };
  const { dir } = target.log;
  const keyRing = loadKeyRing(target.log.keyRing);
  const log = await verifyLog({ dir, keyRing, nowUs, isClosed });
  const agents = new AgentNames(settings.plan.crowd, target.namePrefix);
  const keyOf = (agent: number, number: number) => `${agents.nameOf(agent)}-${number}`;
  const partitionsDir = path.join(tempDir, 'audit');
  mkdirSync(partitionsDir);
  const store = new DiskPartitions(partitionsDir, partitionCountFor(options.operationCount));
  try {
    return await auditRun({
      history: readHistory(path.join(settings.folder, RUN_FILES.history), keyOf),
      events: readLog({ dir, keyRing }),
      log,
      agents,
      isLiar: (agent) => agents.groupOf(agent).lies !== undefined,
      isSilent: (agent) => isSilent(agents.groupOf(agent)),
      ...(target.isEmbedded ? { wallOffsetUs: wallOffsetUs() } : {}),
      effects: options.effects,
      store,
      pause: yieldToOthers,
    });
  } finally {
    store.close();
  }
}

/** From the clock of the history to that of an embedded bridge, which is this machine's. */
function wallOffsetUs(): number {
  return (wallNowMs() - createClock().nowMs()) * 1000;
}
