import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { EXIT, LighthouseError } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import { loadKeyRing, openLog } from '@lighthouse/event-store';
import { importEvents } from '@lighthouse/event-store/life';
import type { ImportCounts, LineFormat } from '@lighthouse/event-store/life';
import { answer } from './answer.ts';
import { FORMAT } from './export-command.ts';
import { withIoCode } from './io-error.ts';
import { linesOf } from './lines-of.ts';
import { KEY, keyFileOf } from './places.ts';
import type { StoreIo, StoreWorld } from './store-world.ts';
import { syncFolderOf } from './sync-folder.ts';

export interface ImportArgs {
  readonly file: string;
  readonly log: string;
  readonly key: string | undefined;
  readonly format: LineFormat;
}

export const IMPORT = {
  name: 'store import',
  summary: 'make a new log of exported events, and say in it that they were imported',
  positionals: [
    { name: 'file', describe: 'what store export wrote' },
    { name: 'log', describe: 'a folder that is not there yet' },
  ],
  flags: { key: { ...KEY, describe: 'the key ring of the new log' }, format: FORMAT },
  examples: [],
} as const;

export async function runImport(
  args: ImportArgs,
  io: StoreIo,
  world: StoreWorld,
): Promise<ExitCode> {
  const { cwd, signal } = io;
  const { format } = args;
  const [file, dir] = [path.resolve(cwd, args.file), path.resolve(cwd, args.log)];
  const keyRing = loadKeyRing(keyFileOf(args.key, cwd));
  if (existsSync(dir)) throw thereAlready(dir);
  const draft = `${dir}.${randomBytes(6).toString('hex')}.partial`;
  try {
    const log = await openLog({ ...world, dir: draft, keyRing });
    let counts: ImportCounts;
    try {
      const from = path.basename(file);
      counts = await importEvents(log, linesOf(file, signal), { format, from });
    } finally {
      await log.close();
    }
    // Crash here: a log under a name that says what it is.
    await putInPlace(draft, dir);
    const { logId, lastSeq } = log;
    answer(io, {
      schema: 'lighthouse/store-import/1',
      facts: { file, log: dir, logId, format, ...counts, lastSeq },
      notes: ['A log to read and to verify. A bridge goes on from a backup, by store restore.'],
    });
    return EXIT.good;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw withIoCode(error, 'import the events', dir);
  }
}

/** Gives a folder its name, durably; a name that is taken is refused. */
async function putInPlace(draft: string, dir: string): Promise<void> {
  if (existsSync(dir)) throw thereAlready(dir);
  await rename(draft, dir);
  await syncFolderOf(dir);
}

function thereAlready(dir: string): LighthouseError {
  return new LighthouseError('LH_USAGE', 'there is something of that name already', {
    hint: 'name a folder that is not there yet: events are imported into a log of their own',
    facts: { log: dir },
  });
}
