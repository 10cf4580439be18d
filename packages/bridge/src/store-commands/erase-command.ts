import path from 'node:path';
import { EXIT, LighthouseError } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import { answer } from './answer.ts';
import { given } from './given.ts';
import { openStopped } from './open-stopped.ts';
import { findLog, findSubjectKeys, KEY, LOG, SUBJECTS } from './places.ts';
import type { StoreIo, StoreWorld } from './store-world.ts';

export interface EraseArgs {
  readonly log: string;
  readonly key: string | undefined;
  readonly subject: string | undefined;
  readonly subjects: string | undefined;
  readonly yes: boolean;
}

export const ERASE = {
  name: 'store erase',
  summary: 'destroy the key of a subject: its payloads are gone from every copy of the log',
  positionals: [LOG],
  flags: {
    key: KEY,
    subject: { type: 'text', placeholder: 'name', describe: 'whom the payloads are about' },
    subjects: SUBJECTS,
    yes: { type: 'boolean', describe: 'yes, for good' },
  },
  examples: [],
} as const;

export async function runErase(args: EraseArgs, io: StoreIo, world: StoreWorld): Promise<ExitCode> {
  const subject = given(args.subject, '--subject', 'name whom the payloads are about');
  const folder = given(args.subjects, '--subjects', 'name the folder with the keys of subjects');
  const keys = path.resolve(io.cwd, folder);
  const subjects = findSubjectKeys(keys);
  const { dir, keyRing } = await findLog(args, io.cwd);
  if (!args.yes) throw unconfirmed(subject);
  const log = await openStopped({ ...world, dir, keyRing, subjects });
  try {
    if (!(await log.eraseSubject(subject))) throw noKey(subject);
    answer(io, {
      schema: 'lighthouse/store-erase/1',
      facts: { log: dir, logId: log.logId, subject, declaredSeq: log.lastSeq },
      notes: [
        'Its payloads can be read no more; every event of it still verifies.',
        `Copies that were made of ${keys} hold the key still: destroy it there too.`,
      ],
    });
  } finally {
    await log.close();
  }
  return EXIT.good;
}

function unconfirmed(subject: string): LighthouseError {
  return new LighthouseError('LH_USAGE', 'an erasure cannot be taken back', {
    hint: 'nothing was changed; add --yes when this subject is to be erased for good',
    facts: { subject },
  });
}

function noKey(subject: string): LighthouseError {
  return new LighthouseError('LH_INPUT_MISSING', 'there is no key of this subject', {
    hint: 'check the name and the folder; a subject that was erased before has none either',
    facts: { subject },
  });
}
