import { randomBytes } from 'node:crypto';
import { builtVersion, command } from '@lighthouse/cli-kit';
import type { Command, Io, Tool } from '@lighthouse/cli-kit';
import { ARCHIVE, runArchive } from '../store-commands/archive-command.ts';
import { BACKUP, runBackup } from '../store-commands/backup-command.ts';
import { ERASE, runErase } from '../store-commands/erase-command.ts';
import { EXPORT, runExport } from '../store-commands/export-command.ts';
import { IMPORT, runImport } from '../store-commands/import-command.ts';
import { RESTORE, runRestore } from '../store-commands/restore-command.ts';
import { ROTATE_KEY, runRotateKey } from '../store-commands/rotate-key-command.ts';
import type { StoreWorld } from '../store-commands/store-world.ts';
import { init } from './init.ts';
import { nowMs } from './process.ts';
import { serve } from './serve.ts';
import { PLACES, SERVE_FLAGS } from './serve-flags.ts';
import type { ServeArgs } from './serve-options.ts';

/** The tool, whose built files stand in `dist`. */
export function createTool(dist: URL): Tool {
  const build = { version: builtVersion(), ui: new URL('ui/', dist) };
  const serving = {
    summary: 'run the server until SIGTERM or Ctrl-C',
    flags: SERVE_FLAGS,
    run: (args: ServeArgs, io: Io) => serve(args, io, build),
  } as const;
  return {
    name: 'lh-bridge',
    summary:
      'A coordination server for agents: who they are is proved, what they do is in a sealed log.',
    commands: [
      command({ name: 'default', ...serving, examples: [] }),
      command({
        name: 'serve',
        ...serving,
        examples: [
          { command: '$0 serve --port 0 --json', what: 'any free port, told as JSON' },
          { command: '$0 serve --rules rules.yaml', what: 'a policy of your own' },
        ],
      }),
      command({
        name: 'init',
        summary: 'make a key ring, an enrolment token and an empty log',
        flags: PLACES,
        examples: [{ command: '$0 init', what: 'in data/log and keys/' }],
        run: init,
      }),
      ...storeCommands(),
    ],
  };
}

/** What an operator does with a log: `lh-bridge store …`. */
function storeCommands(): readonly Command[] {
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
