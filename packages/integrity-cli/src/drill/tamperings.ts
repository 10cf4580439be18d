import fs from 'node:fs';
import path from 'node:path';
import type { DrillAnswer } from '@lighthouse/contract/watch-answer';
import type { FindingCode } from '@lighthouse/event-store';
import {
  appendEvents,
  copyLog,
  fixChecksum,
  framesIn,
  openForDrill,
  segmentsIn,
  type LogMaker,
} from './drill-log.ts';

/** A copy of a log, closed, that may be tampered with. */
export interface Victim extends LogMaker {
  readonly dir: string;
  readonly logId: string;
  /** A copy from before its last events. */
  readonly older: string;
  /** A folder that nothing is in. */
  readonly spare: string;
}

export interface Tampering {
  readonly name: string;
  readonly kind: DrillAnswer['classes'][number]['kind'];
  /** Names that it deserves; one of them must be given. */
  readonly codes: readonly FindingCode[];
  /** Settings of the watch. */
  readonly watchArgs?: readonly string[];
  /** Done before the watch begins. */
  readonly isBefore?: true;
  readonly apply: (victim: Victim) => Promise<void> | void;
}

type Edit = (bytes: Buffer, frames: ReturnType<typeof framesIn>) => Buffer;

/** Edits the second segment: an old one, with others before and behind it. */
function editOld({ dir }: Victim, edit: Edit): void {
  editFile(segmentsIn(dir)[1] ?? '', edit);
}

function editLive({ dir }: Victim, edit: Edit): void {
  editFile(segmentsIn(dir).at(-1) ?? '', edit);
}

function editFile(file: string, edit: Edit): void {
  const bytes = fs.readFileSync(file);
  // In one step: what is half written would be found as what it is.
  fs.writeFileSync(`${file}.new`, edit(bytes, framesIn(bytes)));
  fs.renameSync(`${file}.new`, file);
}

function flip(bytes: Buffer, at: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ 0x10;
  return bytes;
}

/** Gives the frame at an index, counted from the end when it is negative. */
function frameAt(frames: ReturnType<typeof framesIn>, index: number) {
  return frames.at(index) ?? { start: 0, end: 0 };
}

function replaceLog({ dir }: Victim, by: string): void {
  fs.rmSync(dir, { recursive: true });
  fs.renameSync(by, dir);
}

/** Writes the log anew with the key: the same id, other events, all authentic. */
async function rewrite(victim: Victim): Promise<void> {
  const { spare, logId } = victim;
  const log = await openForDrill(spare, victim, logId);
  await appendEvents(log, 400, victim);
  await log.close();
  replaceLog(victim, spare);
}

async function reopen(victim: Victim): Promise<void> {
  const log = await openForDrill(victim.dir, victim);
  await appendEvents(log, 20, victim);
  await log.close();
}

const flipOld = (victim: Victim): void =>
  editOld(victim, (bytes, frames) => flip(bytes, frameAt(frames, 3).start + 60));

/** All that a drill does to a log. */
export const TAMPERINGS: readonly Tampering[] = [
  {
    name: 'flip a bit in an old segment',
    kind: 'tampering',
    codes: ['CORRUPT'],
    apply: flipOld,
  },
  {
    name: 'the same, and file times tell nothing',
    kind: 'tampering',
    codes: ['CORRUPT'],
    watchArgs: ['--ignore-file-times'],
    apply: flipOld,
  },
  {
    name: 'flip a bit in the newest event',
    kind: 'tampering',
    codes: ['DAMAGE_BELOW_DURABLE', 'CORRUPT'],
    apply: (victim) =>
      editLive(victim, (bytes, frames) => flip(bytes, frameAt(frames, -1).start + 60)),
  },
  {
    name: 'edit an event and make its checksum right',
    kind: 'tampering',
    codes: ['TAMPERED'],
    apply: (victim) =>
      editOld(victim, (bytes, frames) => {
        const { start, end } = frameAt(frames, 2);
        fixChecksum(flip(bytes, end - 60).subarray(start, end));
        return bytes;
      }),
  },
  {
    name: 'cut out two events',
    kind: 'tampering',
    codes: ['GAP'],
    apply: (victim) =>
      editOld(victim, (bytes, frames) =>
        Buffer.concat([
          bytes.subarray(0, frameAt(frames, 2).start),
          bytes.subarray(frameAt(frames, 3).end),
        ]),
      ),
  },
  {
    name: 'repeat an event',
    kind: 'tampering',
    codes: ['DUPLICATE'],
    apply: (victim) =>
      editOld(victim, (bytes, frames) => {
        const { start, end } = frameAt(frames, 2);
        const behind = frameAt(frames, 6).end;
        const again = bytes.subarray(start, end);
        return Buffer.concat([bytes.subarray(0, behind), again, bytes.subarray(behind)]);
      }),
  },
  {
    name: 'exchange two events',
    kind: 'tampering',
    codes: ['REORDER'],
    apply: (victim) =>
      editOld(victim, (bytes, frames) => {
        const [a, b] = [frameAt(frames, 2), frameAt(frames, 7)];
        return Buffer.concat([
          bytes.subarray(0, a.start),
          bytes.subarray(b.start, b.end),
          bytes.subarray(a.end, b.start),
          bytes.subarray(a.start, a.end),
          bytes.subarray(b.end),
        ]);
      }),
  },
  {
    name: 'delete an old segment',
    kind: 'tampering',
    codes: ['SEGMENT_MISSING'],
    apply: ({ dir }) => fs.rmSync(segmentsIn(dir)[1] ?? ''),
  },
  {
    name: 'delete the first segment',
    kind: 'tampering',
    codes: ['TRUNCATED_HEAD'],
    apply: ({ dir }) => fs.rmSync(segmentsIn(dir)[0] ?? ''),
  },
  {
    name: 'rename a segment',
    kind: 'tampering',
    codes: ['SEGMENT_RENAMED'],
    apply: ({ dir }) => fs.renameSync(segmentsIn(dir)[1] ?? '', path.join(dir, 'copy.lhseg')),
  },
  {
    name: 'cut off the end of an old segment',
    kind: 'tampering',
    codes: ['SEGMENT_TRUNCATED'],
    apply: (victim) =>
      editOld(victim, (bytes, frames) => bytes.subarray(0, frameAt(frames, -2).start)),
  },
  {
    name: 'cut off the end of the log',
    kind: 'tampering',
    codes: ['TRUNCATED'],
    apply: (victim) =>
      editLive(victim, (bytes, frames) => bytes.subarray(0, frameAt(frames, -2).start)),
  },
  {
    name: 'damage the header of a segment',
    kind: 'tampering',
    codes: ['SEGMENT_HEADER_CORRUPT'],
    apply: (victim) => editOld(victim, (bytes) => flip(bytes, 60)),
  },
  {
    name: 'put a segment of another log in the place of one',
    kind: 'tampering',
    codes: ['FOREIGN_SEGMENT'],
    apply: async (victim) => {
      const other = await openForDrill(victim.spare, victim);
      await appendEvents(other, 50, victim);
      await other.close();
      fs.copyFileSync(segmentsIn(victim.spare)[0] ?? '', segmentsIn(victim.dir)[1] ?? '');
    },
  },
  {
    name: 'delete HEAD',
    kind: 'tampering',
    codes: ['HEAD_MISSING'],
    apply: ({ dir }) => fs.rmSync(path.join(dir, 'HEAD')),
  },
  {
    name: 'damage both slots of HEAD',
    kind: 'tampering',
    codes: ['HEAD_CORRUPT'],
    apply: ({ dir }) =>
      editFile(path.join(dir, 'HEAD'), (bytes) => flip(flip(bytes, 20), 512 + 20)),
  },
  {
    name: 'put an older copy in its place',
    kind: 'anchored',
    codes: ['ROLLBACK'],
    apply: (victim) => replaceLog(victim, victim.older),
  },
  {
    name: 'write it anew with the key',
    kind: 'anchored',
    codes: ['FORK', 'ROLLBACK'],
    apply: rewrite,
  },
  {
    name: 'put an older copy in its place before anybody watched',
    kind: 'undetectable',
    codes: ['ROLLBACK'],
    isBefore: true,
    apply: (victim) => replaceLog(victim, victim.older),
  },
  {
    name: 'write it anew with the key before anybody watched',
    kind: 'undetectable',
    codes: ['FORK', 'ROLLBACK'],
    isBefore: true,
    apply: rewrite,
  },
  { name: 'open, append, close', kind: 'harmless', codes: [], apply: reopen },
  {
    name: 'a torn write, and recovery from it',
    kind: 'harmless',
    codes: [],
    apply: async (victim) => {
      const frame = fs.readFileSync(segmentsIn(victim.dir).at(-1) ?? '').subarray(192, 300);
      editLive(victim, (bytes, frames) =>
        Buffer.concat([bytes.subarray(0, frameAt(frames, -1).end), frame]),
      );
      await reopen(victim);
    },
  },
  {
    name: 'copy and touch all files',
    kind: 'harmless',
    codes: [],
    apply: ({ dir, spare }) => {
      copyLog(dir, spare);
      for (const file of segmentsIn(dir)) fs.utimesSync(file, 1, 1);
    },
  },
];
