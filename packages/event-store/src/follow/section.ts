import { firstSeqOfName, segmentName } from '../format/segment-name.ts';
import type { LogFs } from '../fs/log-fs.ts';
import { showOnly } from '../fs/shown-fs.ts';
import { HEAD_FILE } from '../verify/log-folder.ts';
import { verifyLog, type VerifyOptions } from '../verify/verify-log.ts';
import type { Finding, FindingCode, LogVerdict } from '../types.ts';

export interface SectionOptions extends VerifyOptions {
  readonly fs: LogFs;
  /** First sequence number of the segment that is in question, by its name. */
  readonly segFirst: number;
}

/** What is said of a log for no other reason than that only a part of it is shown. */
const OF_PARTS: ReadonlySet<FindingCode> = new Set(['TRUNCATED_HEAD']);
const OF_CLOSED_PARTS: ReadonlySet<FindingCode> = new Set([
  ...OF_PARTS,
  'HEAD_MISSING',
  'TORN_TAIL',
  'DAMAGED_TAIL',
  'TORN_ROLL',
]);

/**
 * Verifies one segment where it stands, with the one in front of it and the one behind it, or with
 * the end of the log and HEAD if it is one of the last two. Costs the same however long the log is.
 * The verdict's findings are those that the whole log would have for the same reason; what can only
 * be known from elsewhere in the log (names used before, where a moved event came from) is left to
 * a verification of all of it. Rejects as verifyLog does.
 */
export async function verifySection({ segFirst, ...options }: SectionOptions): Promise<LogVerdict> {
  const firsts = options.fs
    .list(options.dir)
    .flatMap((name) => firstSeqOfName(name) ?? [])
    .toSorted((a, b) => a - b);
  const at = firsts.findIndex((first) => first >= segFirst);
  const from = Math.max(0, (at === -1 ? firsts.length : at) - 1);
  const isEnd = at === -1 || at >= firsts.length - 2;
  const shown = firsts.slice(from, isEnd ? undefined : from + 3).map(segmentName);
  const names = isEnd ? [HEAD_FILE, ...shown] : shown;
  const verdict = await verifyLog({ ...options, fs: showOnly(options.fs, names) });
  const isKept = isEnd
    ? ({ code }: Finding) => !OF_PARTS.has(code)
    : (finding: Finding) => isOfSection(finding, segmentName(segFirst), shown.at(-1));
  const findings = verdict.findings.filter(isKept);
  return { ...verdict, findings, findingCount: findings.length };
}

/** The last segment that is shown is there for its header alone. */
function isOfSection({ code, file }: Finding, name: string, last: string | undefined): boolean {
  if (OF_CLOSED_PARTS.has(code)) return false;
  return file === name || (file === last && code.startsWith('SEGMENT_'));
}
