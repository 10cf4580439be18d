import path from 'node:path';
import { EXIT } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import { loadKeyRing } from '@lighthouse/event-store';
import { restoreLog } from '@lighthouse/event-store/life';
import { answer } from './answer.ts';
import { warningOfPart } from './partial-copy.ts';
import { KEY, keyFileOf } from './places.ts';
import { given } from './given.ts';
import type { StoreIo, StoreWorld } from './store-world.ts';

export interface RestoreArgs {
  readonly backup: string;
  readonly to: string;
  readonly key: string | undefined;
  readonly reason: string | undefined;
}

export const RESTORE = {
  name: 'store restore',
  summary: 'put a backup in place of a log that was lost, and declare it in the log',
  positionals: [
    { name: 'backup', describe: 'the folder that store backup wrote' },
    { name: 'to', describe: 'an empty folder, or one that is not there yet' },
  ],
  flags: {
    key: KEY,
    reason: {
      type: 'text',
      placeholder: 'text',
      describe: 'where the backup is from, and why: it stands in the log for good',
    },
  },
  examples: [
    { command: "$0 store restore backup data/log --reason 'disk failed'", what: 'declared' },
  ],
} as const;

export async function runRestore(
  args: RestoreArgs,
  io: StoreIo,
  world: StoreWorld,
): Promise<ExitCode> {
  const { cwd, signal } = io;
  const reason = given(args.reason, '--reason', 'say where the backup is from, and why');
  const keyRing = loadKeyRing(keyFileOf(args.key, cwd));
  const [from, to] = [path.resolve(cwd, args.backup), path.resolve(cwd, args.to)];
  const warn = warningOfPart(to, io);
  const options = { ...world, dir: to, from, keyRing, reason, signal };
  const { log, incarnation, seq } = await restoreLog(options).catch(warn);
  const { logId } = log;
  await log.close();
  answer(io, {
    schema: 'lighthouse/store-restore/1',
    facts: { backup: from, log: to, logId, lastSeq: seq, incarnation, declaredSeq: seq + 1 },
    notes: [
      `This is a declared act: event ${seq + 1} says that what the log held beyond event ${seq} is\n` +
        'given up. Receipts and checkpoints of it can no longer be compared, and lh-verify says so.',
      'Start the bridge on this folder, and never again on the one that was lost.',
    ],
  });
  return EXIT.good;
}
