import { randomBytes } from 'node:crypto';
import { command, type Command } from '@lighthouse/cli-kit';
import { ARCHIVE, runArchive } from '../store-commands/archive-command.ts';
import { BACKUP, runBackup } from '../store-commands/backup-command.ts';
import { ERASE, runErase } from '../store-commands/erase-command.ts';
import { EXPORT, runExport } from '../store-commands/export-command.ts';
import { IMPORT, runImport } from '../store-commands/import-command.ts';
import { RESTORE, runRestore } from '../store-commands/restore-command.ts';
import { ROTATE_KEY, runRotateKey } from '../store-commands/rotate-key-command.ts';
import type { StoreWorld } from '../store-commands/store-world.ts';
import { nowMs } from './process.ts';

/** What an operator does with a log: `lh-bridge store …`. */
export function storeCommands(): readonly Command[] {
  const world: StoreWorld = { clock: { nowUs: () => nowMs() * 1000 }, random: randomBytes };
  return [
    command({ ...BACKUP, run: (args, io) => runBackup(args, io) }),
    command({ ...RESTORE, run: (args, io) => runRestore(args, io, world) }),
    command({ ...EXPORT, run: (args, io) => runExport(args, io) }),
    command({ ...IMPORT, run: (args, io) => runImport(args, io, world) }),
    command({ ...ROTATE_KEY, run: (args, io) => runRotateKey(args, io, world) }),
    command({ ...ARCHIVE, run: (args, io) => runArchive(args, io, world) }),
    command({ ...ERASE, run: (args, io) => runErase(args, io, world) }),
  ];
}
