import { formatCount } from '@lighthouse/cli-kit/format';
import type { Calibration } from '@lighthouse/contract/prediction';
import { pass, skip, type Check, type CheckName, type Machine } from '../check.ts';
import { calibrate, type CalibrateOptions } from './calibrate.ts';
import { keepCalibration } from './kept-calibration.ts';

const CALIBRATION_LIMIT_MS = 150_000;

export const CALIBRATION: CheckName = {
  id: 'tools.calibration',
  group: 'tools',
  title: 'how fast this machine is',
};

/** Measures how fast this machine is, keeps that beside the runs and hands it to `onDone`. */
export function calibrationCheck(
  options: CalibrateOptions,
  onDone: (calibration: Calibration) => void,
): Check {
  return {
    ...CALIBRATION,
    isMeasurement: true,
    timeoutMs: CALIBRATION_LIMIT_MS,
    run: async (machine: Machine) => {
      if (machine.findTool('lh-run') === undefined)
        return skip('lh-run is not installed beside lh-doctor');
      const calibration = await calibrate(machine, options);
      onDone(calibration);
      keepCalibration(machine.resultsDir, calibration);
      const { steady, full } = calibration;
      return pass(
        `${rate(full.operationsPerSecond)} at most; at ${rate(steady.operationsPerSecond)} the bridge takes ${steady.targetCpu.toFixed(2)} cores, the generator ${steady.generatorCpu.toFixed(2)}`,
      );
    },
  };
}

function rate(operationsPerSecond: number): string {
  return `${formatCount(Math.round(operationsPerSecond))} operations/s`;
}
