import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { LighthouseError, RUN_FILES } from '@lighthouse/contract';
import type { Result } from '@lighthouse/contract';
import { parseResult, RESULT_BYTES_MAX } from '../model/parse-result.ts';
import { isErrorOf } from './io-error.ts';

export interface Run {
  readonly result: Result;
  /**
   * Where the result is, and reports go when nothing else is asked for; undefined in a database.
   */
  readonly folder: string | undefined;
}

/**
 * Reads a run from its folder or its result.json. Throws LH_INPUT_MISSING, LH_NOT_A_RUN or LH_IO.
 */
export async function readRun(named: string, cwd: string): Promise<Run> {
  const file = await findResult(named, cwd);
  const bytes = await readResultFile(path.resolve(cwd, file));
  return { result: parseResult(bytes.toString('utf8'), file), folder: path.dirname(file) };
}

async function findResult(named: string, cwd: string): Promise<string> {
  try {
    const found = await stat(path.resolve(cwd, named));
    return found.isDirectory() ? path.join(named, RUN_FILES.result) : named;
  } catch (error) {
    if (isErrorOf(error, 'ENOENT', 'ENOTDIR')) throw missing(named);
    throw unreadable(named, error);
  }
}

/** Reads result.json as it is. Throws LH_NOT_A_RUN or LH_IO. */
export async function readResultFile(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > RESULT_BYTES_MAX)
      throw new LighthouseError('LH_NOT_A_RUN', 'the result is larger than any run writes', {
        facts: { path: file, bytes: size, limit: RESULT_BYTES_MAX },
      });
    return await readFile(file);
  } catch (error) {
    if (isErrorOf(error, 'ENOENT')) throw await withoutResult(path.dirname(file));
    if (error instanceof LighthouseError) throw error;
    throw unreadable(file, error);
  }
}

/** A folder without a result is either a run that was killed outright, or no run at all. */
async function withoutResult(folder: string): Promise<LighthouseError> {
  const hasPlan = await stat(path.join(folder, RUN_FILES.plan)).then(
    () => true,
    () => false,
  );
  return new LighthouseError('LH_NOT_A_RUN', `there is no ${RUN_FILES.result} in the folder`, {
    facts: { path: folder },
    hint: hasPlan
      ? 'the run ended before it could write its result; run it again'
      : `name the folder of a run, as in runs/<time>-small, or its ${RUN_FILES.result}`,
  });
}

function missing(named: string): LighthouseError {
  return new LighthouseError('LH_INPUT_MISSING', 'there is no such file or folder', {
    facts: { path: named },
    hint: 'name the folder of a run; lh-report list shows them',
  });
}

function unreadable(named: string, cause: unknown): LighthouseError {
  return new LighthouseError('LH_IO', 'cannot read the result', { facts: { path: named }, cause });
}
