import { randomBytes } from 'node:crypto';
import { link, open, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { LighthouseError } from '@lighthouse/contract';
import { errnoOf } from '../host/errno.ts';
import { withIoCode } from './io-error.ts';
import { syncFolderOf } from './sync-folder.ts';

/** Written at once. */
const CHUNK_CHARS = 1_048_576;

/**
 * Writes a file that must not be there yet, whole or not at all: under a name of its own first, and
 * durably. Gives its length in bytes. Rejects with LH_USAGE, LH_DISK_FULL, LH_IO, or what `texts`
 * rejects with.
 */
export async function writeNewFile(file: string, texts: AsyncIterable<string>): Promise<number> {
  if (existsSync(file)) throw thereAlready(file);
  const draft = `${file}.${randomBytes(6).toString('hex')}.partial`;
  try {
    const byteCount = await writeDraft(draft, texts);
    // Crash here: the draft is left over under a name that says what it is.
    await link(draft, file);
    await syncFolderOf(file);
    return byteCount;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw thereAlready(file);
    throw withIoCode(error, 'write the file', file);
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDraft(draft: string, texts: AsyncIterable<string>): Promise<number> {
  const handle = await open(draft, 'wx', 0o640);
  let byteCount = 0;
  let waiting = '';
  const write = async (): Promise<void> => {
    const bytes = Buffer.from(waiting);
    waiting = '';
    await handle.writeFile(bytes);
    byteCount += bytes.length;
  };
  try {
    for await (const text of texts) {
      waiting += text;
      if (waiting.length >= CHUNK_CHARS) await write();
    }
    await write();
    await handle.sync();
    return byteCount;
  } finally {
    await handle.close();
  }
}

function thereAlready(file: string): LighthouseError {
  return new LighthouseError('LH_USAGE', 'there is a file already', {
    hint: 'name a new file: nothing is written over another',
    facts: { path: file },
  });
}
