import path from 'node:path';
import { EXIT } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import { loadKeyRing } from '@lighthouse/event-store';
import { backupLog } from '@lighthouse/event-store/life';
import { answer } from './answer.ts';
import { warningOfPart } from './partial-copy.ts';
import { KEY, LOG } from './places.ts';
import type { StoreIo } from './store-world.ts';
import { verifyWhole } from './verify-whole.ts';

export interface BackupArgs {
  readonly log: string;
  readonly to: string;
  readonly key: string | undefined;
}

export const BACKUP = {
  name: 'store backup',
  summary: 'copy a log, also while it is written',
  positionals: [LOG, { name: 'to', describe: 'an empty folder, or one that is not there yet' }],
  flags: { key: { ...KEY, describe: 'verify the copy with this key ring; not verified without' } },
  examples: [
    {
      command: '$0 store backup data/log backup --key keys/ring.json',
      what: 'copied and verified, while the bridge runs',
    },
  ],
} as const;

export async function runBackup(args: BackupArgs, io: StoreIo): Promise<ExitCode> {
  const { cwd, signal } = io;
  const [dir, to] = [path.resolve(cwd, args.log), path.resolve(cwd, args.to)];
  const keyRing = args.key === undefined ? undefined : loadKeyRing(path.resolve(cwd, args.key));
  const warn = warningOfPart(to, io);
  const copy = await backupLog({ dir, to, signal }).catch(warn);
  const verdict = keyRing && (await verifyWhole({ dir: to, keyRing }, signal));
  const unverified = `Not verified yet: lh-verify ${args.to} --key <file>`;
  answer(io, {
    schema: 'lighthouse/store-backup/1',
    facts: { log: dir, to, ...copy, isVerified: verdict !== undefined, lastSeq: verdict?.lastSeq },
    notes: [verdict === undefined ? unverified : 'The copy is whole and authentic.'],
  });
  return EXIT.good;
}
