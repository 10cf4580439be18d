import { SEGMENT_HEADER_BYTES } from '../format/limits.ts';
import type { FindingCode } from '../types.ts';
import type { FindingDraft } from './finding-rules.ts';
import type { FindingList } from './finding-list.ts';
import type { LogWalk } from './log-walk.ts';
import type { Segment } from './segments.ts';

/**
 * Reports segments whose header is not as it must be; gives the one that a crash left behind before
 * it held anything, if there is one: the last, when its name is above the evidence and nothing in
 * it is authentic.
 */
export function judgeHeaders(
  log: {
    readonly walk: LogWalk;
    readonly segments: readonly Segment[];
    readonly findings: FindingList;
  },
  evidence: number,
): Segment | undefined {
  let tornRoll: Segment | undefined;
  const last = log.segments.findLast(({ state }) => state !== 'foreign' && state !== 'wrongKey');
  for (const segment of log.segments) {
    const isTornRoll =
      segment === last &&
      segment.state === 'corrupt' &&
      (segment.firstByName ?? 0) > evidence &&
      !log.walk.withFrames.has(segment.name);
    if (isTornRoll) tornRoll = segment;
    const drafts = isTornRoll
      ? [tornRollOf(segment)]
      : [headerDraft(segment, log.walk.contradicted.has(segment.name)), renamedDraft(segment)];
    for (const draft of drafts) {
      if (draft) log.findings.add(draft, { segment: segment.index, offset: 0 });
    }
  }
  return tornRoll;
}

function tornRollOf({ name, size, reason }: Segment): FindingDraft {
  const message = `the last segment was cut off while it was made: ${reason}`;
  return { code: 'TORN_ROLL', message, file: name, bytes: [0, size] };
}

const HEADER_CODES: Readonly<Record<Segment['state'], FindingCode>> = {
  // A trusted header has this one fault at most: where its CRC does not reach.
  trusted: 'SEGMENT_HEADER_CORRUPT',
  corrupt: 'SEGMENT_HEADER_CORRUPT',
  tampered: 'SEGMENT_HEADER_TAMPERED',
  foreign: 'FOREIGN_SEGMENT',
  wrongKey: 'WRONG_KEY',
  unknownKey: 'UNKNOWN_KEY',
};

function headerDraft(
  { name, size, state, reason, parse }: Segment,
  isContradicted: boolean,
): FindingDraft | undefined {
  if (state === 'trusted' && parse.kind !== 'copyDiffers') return undefined;
  const isWhole = state === 'foreign' || state === 'wrongKey';
  return {
    code: isContradicted ? 'SEGMENT_HEADER_TAMPERED' : HEADER_CODES[state],
    message: `the header of a segment is not as it must be: ${reason}`,
    file: name,
    bytes: [0, isWhole ? size : Math.min(size, SEGMENT_HEADER_BYTES)],
  };
}

function renamedDraft({ name, header, firstByName }: Segment): FindingDraft | undefined {
  if (header === undefined || header.firstSeq === firstByName) return undefined;
  const message = 'the name of a segment is not the number of its first event';
  return {
    code: 'SEGMENT_RENAMED',
    message,
    file: name,
    evidence: { firstSeq: header.firstSeq },
  };
}
