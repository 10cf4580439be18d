import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { AgentNames } from '@lighthouse/agent-sim';
import { RUN_FILES, type Audit, type Result } from '@lighthouse/contract';
import { isEmbedded } from '@lighthouse/contract/target';
import {
  badVerdict,
  judgeInvariants,
  judgeRun,
  judgeSlo,
  judgeThresholds,
  splitReasons,
} from '@lighthouse/verdict';
import { settleSilence } from '../audit/settle-silence.ts';
import { createClock, wallNowMs, type Clock } from '../host/clock.ts';
import { FaultRun } from '../host/fault-run.ts';
import { LogWatch } from '../host/log-watch.ts';
import { openTarget } from '../host/open-target.ts';
import { removeFolder, writeWhole } from '../host/run-folder.ts';
import { makeTempFolder } from '../host/temp-folder.ts';
import { agentsIn } from '../plan/parse-shard.ts';
import { planJson } from '../plan/plan-json.ts';
import { auditTarget } from './audit-target.ts';
import { tellAll, type LiveObserver } from './live-observer.ts';
import { LiveRun } from './live-run.ts';
import { makeResult, targetOf, type Judgement } from './make-result.ts';
import type { RunIo } from './run-io.ts';
import type { RunSettings } from './run-settings.ts';
import type { RunTarget } from './target.ts';

/**
 * Runs a scenario from its plan to its result, which is also written into the run's folder.
 * Whatever happens, nothing that was started is left running, and the log stays. The observers are
 * told what happens on the way.
 */
export async function runScenario(
  settings: RunSettings,
  io: RunIo,
  observers: readonly LiveObserver[] = [],
): Promise<Result> {
  const observer = tellAll(observers);
  let result: Result | undefined;
  try {
    result = await runObserved(settings, io, observer);
    return result;
  } finally {
    await observer.close(result);
  }
}

async function runObserved(
  settings: RunSettings,
  io: RunIo,
  observer: LiveObserver,
): Promise<Result> {
  const { folder, plan, scenarioText } = settings;
  writeWhole(path.join(folder, RUN_FILES.plan), `${planJson(plan)}\n`);
  writeWhole(path.join(folder, RUN_FILES.scenario), scenarioText);
  mkdirSync(path.join(folder, RUN_FILES.history));
  const temp = makeTempFolder();
  let target: RunTarget | undefined;
  let live: LiveRun | undefined;
  let faults: FaultRun | undefined;
  let watch: LogWatch | undefined;
  try {
    target = await openTarget(settings, temp.path).catch((error: unknown) => {
      // Of a run that never began only what the bridge had to say is worth keeping.
      if (!isEmbedded(plan.target)) removeFolder(folder);
      throw error;
    });
    io.log('debug', `target ${target.url}, process ${target.pid() ?? 'unknown'}`);
    const clock = createClock();
    watch = watchLog(settings, { target, clock, io });
    faults = await FaultRun.open({ settings, target, clock, io, watch });
    const tempDir = temp.path;
    live = new LiveRun({ settings, target, clock, tempDir, io, faults, watch, observer });
    const { loadMs } = await live.load();
    await watch?.finish();
    const crash = target.crash();
    await target.stop();
    if (!('unreadable' in target.log)) io.log('info', 'reading the log back');
    const audit = await auditTarget({
      settings,
      target,
      tempDir: temp.path,
      isClosed: target.isEmbedded && crash === undefined,
      operationCount: live.metrics.allIntended,
      effects: faults.effects(),
      nowUs: Math.floor(wallNowMs() * 1000),
    });
    const result = judge(live, { audit, crash, loadMs });
    writeWhole(path.join(folder, RUN_FILES.result), `${JSON.stringify(result)}\n`);
    return result;
  } finally {
    io.progress.end();
    // Healing first: a bridge that stands still would not hear that it is to stop.
    await faults?.close();
    await live?.terminate();
    await watch?.finish();
    await target?.stop();
    temp.remove();
  }
}

function watchLog(
  { tool }: RunSettings,
  { target, clock, io }: { target: RunTarget; clock: Clock; io: RunIo },
): LogWatch | undefined {
  if ('unreadable' in target.log) return undefined;
  const onTampered = (text: string) => io.log('info', `the watcher of the log says ${text}`);
  return LogWatch.start({ ...target.log, clock, entry: tool.watchWorker, onTampered });
}

function judge(
  live: LiveRun,
  of: { readonly audit: Audit; readonly crash: string | undefined; readonly loadMs: number },
): Result {
  const state = live.state();
  const { metrics, settings, interrupted } = state;
  const { plan } = settings;
  const generator = metrics.generator();
  const figures = live.figures(of.loadMs);
  const thresholds = judgeThresholds(plan.thresholds, figures, generator.limited);
  const slo = judgeSlo(metrics.slo(), generator.limited);
  const names = new AgentNames(plan.crowd, state.target.namePrefix);
  const byzantine = settleSilence(metrics.lies(), of.audit, names);
  const invariants = judgeInvariants(plan.invariants, of.audit, {
    byzantine,
    seen: metrics.seen(),
    targetMemory: metrics.series().targetMemory,
    answered: metrics.counts.ok + metrics.counts.fail,
    logWatch: state.logWatch,
  });
  const verdict = judgeRun({
    thresholds,
    slo,
    invariants,
    generator,
    faults: state.faultFigures.faults,
    interrupted,
    counts: metrics.counts,
    conserved: metrics.isConserved,
    agents: { planned: agentsIn(settings.place, plan.agentCount), joined: state.agentsJoined },
    target: targetOf(state),
  });
  const { audit } = of;
  return makeResult(state, {
    thresholds,
    ...(slo.length === 0 ? {} : { slo }),
    invariants,
    byzantine,
    audit,
    verdict: withCrash(verdict, of.crash),
  });
}

/** A target that ended by itself is for the verdict to say, whatever the figures are. */
function withCrash(verdict: Judgement['verdict'], crash: string | undefined): Judgement['verdict'] {
  if (crash === undefined) return verdict;
  const { bad, unknown } = splitReasons(verdict);
  return badVerdict([crash, ...bad], unknown);
}
