import { readFile } from 'node:fs/promises';
import { LighthouseError } from '@lighthouse/contract';

/** Reads the empty page, which the build puts beside the bundle. */
export async function readTemplate(): Promise<string> {
  try {
    return await readFile(new URL('viewer.html', import.meta.url), 'utf8');
  } catch (cause) {
    throw new LighthouseError('LH_IO', 'the page of the report is missing from the installation', {
      hint: 'install lh-report again, or build it',
      cause,
    });
  }
}
