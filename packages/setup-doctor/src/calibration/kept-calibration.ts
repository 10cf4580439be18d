import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CALIBRATION_FILE, type Calibration } from '@lighthouse/contract/prediction';

/** Writes the calibration where lh-run looks for it, beside the folders of the runs. */
export function keepCalibration(resultsDir: string, calibration: Calibration): string {
  mkdirSync(resultsDir, { recursive: true });
  const file = path.join(resultsDir, CALIBRATION_FILE);
  const fresh = `${file}.new`;
  writeFileSync(fresh, `${JSON.stringify(calibration, undefined, 2)}\n`);
  // Crash here: the old calibration still stands.
  renameSync(fresh, file);
  return file;
}
