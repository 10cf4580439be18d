import { init } from '../src/host/init.ts';
import type { HostIo } from '../src/host/host-io.ts';

/**
 * Makes keys and an empty log in a folder, as `lh-bridge init` does, without a process of its own.
 */
export async function makePlace(
  cwd: string,
  { log, key }: { readonly log: string; readonly key: string },
): Promise<void> {
  const nobodyReads = { write: () => {} };
  const io: HostIo = {
    stdout: nobodyReads,
    stderr: nobodyReads,
    printJson: () => {},
    signal: new AbortController().signal,
    json: false,
    quiet: true,
    verbose: false,
    env: {},
    cwd,
  };
  await init({ log, key, enrolTokenFile: undefined }, io);
}
