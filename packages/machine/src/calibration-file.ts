import path from 'node:path';
import {
  CALIBRATION_FILE,
  calibrationSchema,
  type Calibration,
} from '@lighthouse/contract/prediction';
import { readTextFile, type ReadText } from './read-text.ts';

const TEXT_LENGTH_MAX = 64 * 1024;

/** Of what machine, and which version of the tools, a calibration must be. */
export interface CalibrationIdentity {
  readonly hostFingerprint: string;
  readonly version: string;
}

/**
 * Reads what lh-doctor measured of this machine and kept beside the folders of the runs. Undefined
 * when there is nothing, or nothing that holds for this machine and these tools.
 */
export function readCalibration(
  runsFolder: string,
  { hostFingerprint, version }: CalibrationIdentity,
  readText: ReadText = readTextFile,
): Calibration | undefined {
  const text = readText(path.join(runsFolder, CALIBRATION_FILE));
  if (text === undefined || text.length > TEXT_LENGTH_MAX) return undefined;
  const parsed = calibrationSchema.safeParse(jsonOf(text));
  if (!parsed.success) return undefined;
  const { hostFingerprint: measuredOn, tool } = parsed.data;
  return measuredOn === hostFingerprint && tool.version === version ? parsed.data : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
