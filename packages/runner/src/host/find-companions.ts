import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Installation } from '../run/run-settings.ts';

/** Finds what came along with the tool, beside the file that was started. */
export function findCompanions(main: string, version: string): Installation {
  const beside = (name: string) => {
    const file = fileURLToPath(new URL(name, main));
    return existsSync(file) ? file : undefined;
  };
  return {
    version,
    program: fileURLToPath(main),
    worker: new URL('worker.mjs', main),
    watchWorker: new URL('watch-worker.mjs', main),
    bridge: beside('companions/lh-bridge.mjs'),
    reporter: beside('companions/report/lh-report.mjs'),
    dashboard: beside('companions/report/dashboard.mjs'),
  };
}
