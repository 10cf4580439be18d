import { setImmediate } from 'node:timers/promises';

/** Gives the event loop a turn in the middle of long work. */
export async function letOthersRun(): Promise<void> {
  await setImmediate();
}
