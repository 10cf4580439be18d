import type { Finding, FindingCode, LogVerdict, Severity } from '../types.ts';

interface FindingRule {
  readonly severity: Severity;
  readonly advice: string;
}

const KEEP_COPY = 'keep a copy of the folder before anything else is done with it';
const RESTORE = `${KEEP_COPY}; restore the named range from a backup or another witness`;
const WHO = `${KEEP_COPY}; find out who could write to the log's folder`;
const WHO_HAD_KEY = `${KEEP_COPY}; only a holder of the key can have written this: rotate it`;
const LOOK_AT_WRITER =
  'look at the program that wrote this event: the log never writes this itself';

/** How bad each finding is, and what to do about it; docs/format.md, section 12. */
export const FINDING_RULES: Readonly<Record<FindingCode, FindingRule>> = {
  CORRUPT: { severity: 'high', advice: `${RESTORE}; check the disk` },
  TAMPERED: { severity: 'critical', advice: WHO },
  WRONG_KEY: { severity: 'high', advice: 'verify with the key ring that the log was written with' },
  UNKNOWN_KEY: { severity: 'high', advice: 'verify with a key ring that has this key number' },
  KEY_EPOCH: { severity: 'critical', advice: WHO_HAD_KEY },
  GAP: { severity: 'critical', advice: RESTORE },
  REORDER: { severity: 'critical', advice: WHO },
  DUPLICATE: { severity: 'high', advice: WHO },
  FORK: { severity: 'critical', advice: WHO_HAD_KEY },
  ROLLBACK: { severity: 'critical', advice: RESTORE },
  TRUNCATED: { severity: 'critical', advice: RESTORE },
  DAMAGE_BELOW_DURABLE: { severity: 'critical', advice: `${RESTORE}; check the disk` },
  TRUNCATED_HEAD: { severity: 'critical', advice: RESTORE },
  SEGMENT_MISSING: { severity: 'critical', advice: RESTORE },
  SEGMENT_TRUNCATED: { severity: 'critical', advice: RESTORE },
  SEGMENT_TRAILING_BYTES: { severity: 'medium', advice: WHO },
  SEGMENT_RENAMED: { severity: 'high', advice: 'give the file the name that its header says' },
  SEGMENT_HEADER_CORRUPT: { severity: 'high', advice: `${RESTORE}; check the disk` },
  SEGMENT_HEADER_TAMPERED: { severity: 'critical', advice: WHO },
  FOREIGN_SEGMENT: { severity: 'critical', advice: WHO },
  FOREIGN_FRAME: { severity: 'critical', advice: WHO },
  SPLIT_APPEND: { severity: 'high', advice: RESTORE },
  STREAM_GAP: { severity: 'high', advice: LOOK_AT_WRITER },
  TIMESTAMP_BACKWARDS: { severity: 'medium', advice: LOOK_AT_WRITER },
  TIMESTAMP_FUTURE: { severity: 'medium', advice: 'compare the clocks of writer and reader' },
  TIMESTAMP_EPOCH: { severity: 'high', advice: LOOK_AT_WRITER },
  FORGED_AGENT: { severity: 'critical', advice: WHO_HAD_KEY },
  ROLE_VIOLATION: { severity: 'high', advice: 'look at who let this agent do this' },
  EQUIVOCATION: { severity: 'critical', advice: 'revoke this agent: it signed two statements' },
  HEAD_MISSING: { severity: 'high', advice: RESTORE },
  HEAD_CORRUPT: { severity: 'high', advice: `${RESTORE}; check the disk` },
  HEAD_AHEAD: { severity: 'high', advice: RESTORE },
  STALE: { severity: 'medium', advice: 'find out whether the log still grows' },
  DERIVED_MISMATCH: { severity: 'medium', advice: 'delete the derived file: it is made anew' },
  TORN_TAIL: { severity: 'info', advice: 'open the log for writing once: a crash tore its end' },
  DAMAGED_TAIL: { severity: 'medium', advice: `${KEEP_COPY}; then open it for writing once` },
  TORN_ROLL: { severity: 'info', advice: 'open the log for writing once: a crash cut a roll' },
  TORN_HEAD: { severity: 'info', advice: 'nothing: the next write makes it whole again' },
  UNREADABLE: { severity: 'high', advice: 'check the disk and the permissions, then verify again' },
};

export function isFindingCode(text: string): text is FindingCode {
  return Object.hasOwn(FINDING_RULES, text);
}

/** Findings that say that something could not be judged, not that it is wrong. */
const CANNOT_JUDGE: ReadonlySet<FindingCode> = new Set([
  'WRONG_KEY',
  'UNKNOWN_KEY',
  'DAMAGED_TAIL',
  'UNREADABLE',
]);
/** Findings that leave a verdict as it is. */
const HARMLESS: ReadonlySet<FindingCode> = new Set(['TORN_HEAD']);

/** Gives the verdict that follows from the codes of all findings. */
export function verdictOf(codes: Iterable<FindingCode>): LogVerdict['value'] {
  let value: LogVerdict['value'] = 'intact';
  for (const code of codes) {
    if (HARMLESS.has(code)) continue;
    if (FINDING_RULES[code].severity !== 'info' && !CANNOT_JUDGE.has(code)) return 'tampered';
    value = 'unknown';
  }
  return value;
}

/** A finding without what follows from its code. */
export type FindingDraft = Omit<Finding, 'severity' | 'advice'>;

export function findingOf(draft: FindingDraft): Finding {
  return { ...draft, ...FINDING_RULES[draft.code] };
}
