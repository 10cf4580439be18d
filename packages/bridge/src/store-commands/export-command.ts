import path from 'node:path';
import { EXIT, LighthouseError } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import { readLog } from '@lighthouse/event-store';
import type { StoredEvent } from '@lighthouse/event-store';
import { exportEvents } from '@lighthouse/event-store/life';
import type { LineFormat } from '@lighthouse/event-store/life';
import { answer } from './answer.ts';
import { writeNewFile } from './new-file.ts';
import { findLog, findSubjectKeys, KEY, LOG, SUBJECTS } from './places.ts';
import type { StoreIo } from './store-world.ts';
import { verifyWhole } from './verify-whole.ts';

export const FORMAT = {
  type: 'text',
  choices: ['jsonl', 'cloudevents'],
  default: 'jsonl',
  describe: 'a line an event: our own JSON, or CloudEvents 1.0',
} as const;

export interface ExportArgs {
  readonly log: string;
  readonly file: string;
  readonly key: string | undefined;
  readonly subjects: string | undefined;
  readonly format: LineFormat;
}

export const EXPORT = {
  name: 'store export',
  summary: 'write the events of a log to a file, a line each',
  positionals: [LOG, { name: 'file', describe: 'a file that is not there yet' }],
  flags: { key: KEY, subjects: SUBJECTS, format: FORMAT },
  examples: [
    { command: '$0 store export data/log events.jsonl', what: 'also while the bridge runs' },
  ],
} as const;

export async function runExport(args: ExportArgs, io: StoreIo): Promise<ExitCode> {
  const { cwd, signal } = io;
  const { format } = args;
  const subjects =
    args.subjects === undefined ? undefined : findSubjectKeys(path.resolve(cwd, args.subjects));
  const log = { ...(await findLog(args, cwd)), ...(subjects && { subjects }) };
  const file = path.resolve(cwd, args.file);
  const { logId = '', lastSeq, verifiedCount } = await verifyWhole(log, signal);
  let eventCount = 0;
  let erasedCount = 0;
  const counted = async function* (): AsyncGenerator<StoredEvent> {
    for await (const event of readLog(log, { before: lastSeq + 1 })) {
      signal.throwIfAborted();
      if (subjects === undefined) refuseHidden(event);
      yield event;
      eventCount += 1;
      if (event.erased === true) erasedCount += 1;
    }
    // A file is whole or not there: what was verified is what is written.
    if (eventCount !== verifiedCount) throw changed(log.dir);
  };
  const byteCount = await writeNewFile(file, exportEvents(counted(), { format, logId }));
  answer(io, {
    schema: 'lighthouse/store-export/1',
    facts: { log: log.dir, logId, file, format, eventCount, lastSeq, byteCount },
    notes: [
      'All that the log held was verified, and is in the file.',
      ...(erasedCount === 0
        ? []
        : [`Payloads that were erased, and are empty in it: ${erasedCount}.`]),
      ...(subjects === undefined ? [] : ['The file holds the payloads of subjects in the clear.']),
    ],
  });
  return EXIT.good;
}

function refuseHidden({ seq, subject }: StoredEvent): void {
  if (subject === undefined) return;
  throw new LighthouseError('LH_USAGE', 'an event is under the key of its subject', {
    hint: 'name the folder with the keys of subjects: --subjects <folder>',
    facts: { seq, subject },
  });
}

function changed(dir: string): LighthouseError {
  return new LighthouseError('LH_LOG_DAMAGED', 'the log changed while it was read', {
    hint: 'try again; when segments were archived meanwhile, it will do',
    facts: { log: dir },
  });
}
