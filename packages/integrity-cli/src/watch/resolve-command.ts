import fs from 'node:fs';
import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract/errors';
import { EXIT, type ExitCode } from '@lighthouse/contract/exit-codes';
import { RUN_FILES } from '@lighthouse/contract/run-files';
import { given } from '../judge-store.ts';
import { AlertDesk } from './alert-desk.ts';
import { isWatched, openAlertHistory, type AlertHistory } from './alert-history.ts';
import { AlertLimit } from './alert-limit.ts';
import { FindingBook } from './finding-book.ts';
import { leaveResolution, NOTE_LENGTH_MAX, type Resolution } from './resolutions.ts';
import type { WatchClock } from './watch-clock.ts';

export interface ResolveArgs {
  readonly audit: string;
  readonly finding: string;
  readonly note: string | undefined;
  readonly by: string | undefined;
  readonly auditKey: string | undefined;
}

export interface ResolveWorld {
  readonly cwd: string;
  readonly user: string;
  readonly clock: WatchClock;
  readonly random: (count: number) => Uint8Array;
  readonly signal: AbortSignal;
  readonly write: (text: string) => void;
}

const TAKEN_UP_MS_MAX = 5000;
const LOOK_MS = 50;

/** Resolves a finding: in the history itself, or through the watch that has it open. */
export async function runResolve(args: ResolveArgs, world: ResolveWorld): Promise<ExitCode> {
  const folder = path.resolve(world.cwd, args.audit);
  const note = given(args.note, '--note');
  if (note.trim() === '' || note.length > NOTE_LENGTH_MAX)
    throw new LighthouseError('LH_USAGE', `--note has 1 to ${NOTE_LENGTH_MAX} characters`);
  if (!fs.existsSync(path.join(folder, RUN_FILES.log)))
    throw new LighthouseError('LH_INPUT_MISSING', 'there is no alert history', {
      hint: 'name the folder that --audit of the watch names',
      facts: { path: folder },
    });
  const resolution = { id: args.finding, note, by: args.by ?? world.user };
  const keyFile = args.auditKey && path.resolve(world.cwd, args.auditKey);
  const { wallMs } = world.clock;
  let history: AlertHistory;
  try {
    history = await openAlertHistory({ folder, keyFile }, { wallMs, random: world.random });
  } catch (error) {
    if (!isWatched(error)) throw error;
    return throughWatch(folder, resolution, world);
  }
  try {
    return await inHistory(history, resolution, world);
  } finally {
    await history.close();
  }
}

async function inHistory(
  history: AlertHistory,
  { id, ...resolution }: Resolution,
  { clock, write }: ResolveWorld,
): Promise<ExitCode> {
  const book = new FindingBook();
  let store = '';
  for await (const { alert } of history.alerts()) {
    ({ store } = alert);
    if (alert.kind !== 'summary') book.restore(alert.alert);
  }
  const limit = new AlertLimit({ perMinute: 1 });
  const { wallMs } = clock;
  const desk = new AlertDesk({ store, book, limit, history, wallMs, onAlert: () => {} });
  if ((await desk.resolve(id, resolution)) === undefined) throw noSuchFinding(id, book);
  if (desk.failure !== undefined) throw desk.failure;
  write(`resolved ${id}\n`);
  return EXIT.good;
}

async function throughWatch(
  folder: string,
  resolution: Resolution,
  { clock, signal, write }: ResolveWorld,
): Promise<ExitCode> {
  const file = leaveResolution(folder, resolution);
  const endMs = clock.nowMs() + TAKEN_UP_MS_MAX;
  while (fs.existsSync(file)) {
    signal.throwIfAborted();
    if (clock.nowMs() > endMs) {
      fs.rmSync(file, { force: true });
      throw new LighthouseError('LH_LOG_LOCKED', 'the watch did not take the request up', {
        hint: 'is it stopped? then try again when it has ended',
        facts: { path: folder },
      });
    }
    await clock.sleep(LOOK_MS, signal);
  }
  write(`handed to the running watch: ${resolution.id}\n`);
  return EXIT.good;
}

function noSuchFinding(id: string, book: FindingBook): LighthouseError {
  const ids = book.open.map((entry) => entry.id);
  return new LighthouseError('LH_USAGE', 'there is no such finding in this history', {
    hint: ids.length === 0 ? 'none is open' : `open: ${ids.slice(0, 10).join(', ')}`,
    facts: { finding: id },
  });
}
