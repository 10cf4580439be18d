import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds a Chromium: the one that LH_CHROMIUM names (it must be there), else the first in the PATH,
 * else none.
 */
export function findChromium(env: Environment = process.env): string | undefined {
  const named = env['LH_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (!isExecutable(named)) throw new Error(`LH_CHROMIUM is not a program: ${named}`);
    return named;
  }
  const folders = [...(env['PATH'] ?? '').split(path.delimiter), '/usr/bin'].filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(
    isExecutable,
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
