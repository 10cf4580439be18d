import { nodeFs } from '../fs/node-fs.ts';
import { showOnly } from '../fs/shown-fs.ts';
import type { FindingCode, LogVerdict } from '../types.ts';
import { verdictOf } from './finding-rules.ts';
import { verifyLog, type VerifyOptions } from './verify-log.ts';

export interface VerifySegmentOptions extends VerifyOptions {
  /** Name of the file in the folder. */
  readonly name: string;
}

/** What is said of a log for no other reason than that one file of it is shown. */
const OF_ONE_FILE: ReadonlySet<FindingCode> = new Set(['TRUNCATED_HEAD', 'HEAD_MISSING']);

/**
 * Verifies one segment by itself, wherever it stands: each event in it, and that none is missing
 * between the first and the last. How many came before or behind it can't be known from it alone,
 * so an end that was cut off between two events is not noticed. Rejects as verifyLog does.
 */
export async function verifySegment({
  name,
  ...options
}: VerifySegmentOptions): Promise<LogVerdict> {
  const fs = showOnly(options.fs ?? nodeFs, [name]);
  const verdict = await verifyLog({ ...options, fs });
  const findings = verdict.findings.filter(({ code }) => !OF_ONE_FILE.has(code));
  const findingCount = verdict.findingCount - (verdict.findings.length - findings.length);
  // When more were found than are given, those that are not may be of any kind.
  const isAllGiven = findingCount === findings.length;
  const fromFindings = verdictOf(findings.map(({ code }) => code));
  const isUncompared = fromFindings === 'intact' && verdict.uncomparedAnchorCount > 0;
  const value = isUncompared ? 'unknown' : fromFindings;
  return { ...verdict, findings, findingCount, value: isAllGiven ? value : verdict.value };
}
