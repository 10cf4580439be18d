import { readFile } from 'node:fs/promises';
import { LighthouseError } from '@lighthouse/contract';

/** Reads an empty page, which the build puts beside the bundle. */
export async function readTemplate(name: 'viewer.html' | 'live.html'): Promise<string> {
  try {
    return await readFile(new URL(name, import.meta.url), 'utf8');
  } catch (cause) {
    throw new LighthouseError('LH_IO', 'the page of the report is missing from the installation', {
      hint: 'install lh-report again, or build it',
      cause,
    });
  }
}
