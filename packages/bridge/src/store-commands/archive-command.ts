import path from 'node:path';
import { EXIT, LighthouseError } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import { answer } from './answer.ts';
import { openStopped } from './open-stopped.ts';
import { findLog, KEY, LOG } from './places.ts';
import type { StoreIo, StoreWorld } from './store-world.ts';

export interface ArchiveArgs {
  readonly log: string;
  readonly to: string;
  readonly key: string | undefined;
  readonly before: number | undefined;
}

export const ARCHIVE = {
  name: 'store archive',
  summary: 'move closed segments elsewhere; a bridge needs them all to start',
  positionals: [LOG, { name: 'to', describe: 'a folder for segments of this log alone' }],
  flags: {
    key: KEY,
    before: {
      type: 'integer',
      min: 2,
      max: Number.MAX_SAFE_INTEGER,
      placeholder: 'event',
      describe: 'move segments that end before this event',
    },
  },
  examples: [
    { command: '$0 store archive data/log archive --before 100000', what: "a program's own log" },
  ],
} as const;

export async function runArchive(
  args: ArchiveArgs,
  io: StoreIo,
  world: StoreWorld,
): Promise<ExitCode> {
  const { before } = args;
  if (before === undefined)
    throw new LighthouseError('LH_USAGE', '--before is missing', {
      hint: 'name the first event that is to stay',
    });
  const to = path.resolve(io.cwd, args.to);
  const { dir, keyRing } = await findLog(args, io.cwd);
  refuseInside(dir, to);
  const log = await openStopped({ ...world, dir, keyRing });
  try {
    const firstBefore = log.firstSeq;
    const appended = await log.archive({ through: before - 1, to });
    const { logId, firstSeq } = log;
    const movedCount = firstSeq - firstBefore;
    answer(io, {
      schema: 'lighthouse/store-archive/1',
      facts: { log: dir, logId, to, movedCount, firstSeq, declaredSeq: appended?.receipt.seq },
      notes: [
        appended === undefined
          ? 'Nothing moved: no closed segment ends before that event.'
          : 'Put back into the folder of the log, the segments are the log as it was.',
      ],
    });
  } finally {
    await log.close();
  }
  return EXIT.good;
}

function refuseInside(dir: string, to: string): void {
  const relative = path.relative(dir, to);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return;
  throw new LighthouseError('LH_USAGE', 'an archive must not lie in the folder of the log', {
    hint: 'choose a folder elsewhere, best on another disk',
    facts: { log: dir, to },
  });
}
