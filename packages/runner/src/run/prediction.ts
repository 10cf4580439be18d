import path from 'node:path';
import { needsOf, predict } from '@lighthouse/capacity';
import type { Result } from '@lighthouse/contract';
import type { PredictedFigure, Prediction } from '@lighthouse/contract/prediction';
import { isEmbedded } from '@lighthouse/contract/target';
import { hostFingerprint, readCalibration, readRoom } from '@lighthouse/machine';
import type { RunSettings } from './run-settings.ts';

/**
 * Predicts a run from what lh-doctor measured of this machine and kept beside the folders of the
 * runs. Undefined when nothing was measured, or the target is not a bridge on this machine.
 */
export function predictRun(
  run: Pick<RunSettings, 'scenario' | 'folder' | 'workers'>,
  version: string,
): Prediction | undefined {
  const { scenario, folder, workers } = run;
  if (!isEmbedded(scenario.target)) return undefined;
  const identity = { hostFingerprint: hostFingerprint(), version };
  const calibration = readCalibration(path.dirname(folder), identity);
  if (calibration === undefined) return undefined;
  return predict(needsOf(scenario), { ...readRoom(folder), workers }, calibration);
}

/** Puts what happened beside what was predicted. */
export function withActual(prediction: Prediction, result: Result): Prediction {
  const actual = actualFigures(result);
  const figures = prediction.figures.map((figure) => ({ ...figure, actual: actual[figure.name] }));
  return { ...prediction, figures };
}

/** Null for what was not measured, or not to its end. */
function actualFigures(result: Result): Record<PredictedFigure['name'], number | null> {
  const { counts, generator, targetUse, audit, scenario, run } = result;
  const seconds = needsOf(scenario).loadMs / 1000;
  const isWhole = run.interrupted === undefined;
  return {
    operationsPerSecond: isWhole ? (counts.ok + counts.fail + counts.info) / seconds : null,
    generatorCpu: generator.cpuMean,
    targetCpu: targetUse.cpuMean,
    generatorMemory: generator.memoryMax,
    targetMemory: targetUse.memoryMax,
    logBytes: isWhole && audit.status === 'done' ? audit.log.byteCount : null,
  };
}
