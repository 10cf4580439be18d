import { command, type Command } from '@lighthouse/cli-kit';
import type { Installation } from '../run/run-settings.ts';
import { FILESYSTEM_FLAGS } from '../commands/flags.ts';

/** Declares `lh-run filesystem`. */
export function declareFilesystem(findTool: () => Installation): Command {
  return command({
    name: 'filesystem',
    summary: 'measure how long the calls of a file system take under load',
    flags: FILESYSTEM_FLAGS,
    examples: [{ command: '$0 filesystem --path /mnt/shadow', what: 'a FUSE mount' }],
    run: async (args, io) =>
      (await import('../commands/filesystem.ts')).filesystemCommand(args, findTool(), io),
  });
}
