import { EXIT } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import { addActiveKey } from '@lighthouse/event-store';
import { answer } from './answer.ts';
import { openStopped } from './open-stopped.ts';
import { findLog, KEY, keyFileOf, LOG } from './places.ts';
import type { StoreIo, StoreWorld } from './store-world.ts';

export interface RotateArgs {
  readonly log: string;
  readonly key: string | undefined;
}

export const ROTATE_KEY = {
  name: 'store rotate-key',
  summary: 'go on under a new key, kept in the ring; stop the bridge first',
  positionals: [LOG],
  flags: { key: KEY },
  examples: [{ command: '$0 store rotate-key data/log', what: 'old keys stay, to verify with' }],
} as const;

export async function runRotateKey(
  args: RotateArgs,
  io: StoreIo,
  world: StoreWorld,
): Promise<ExitCode> {
  const { dir, keyRing } = await findLog(args, io.cwd);
  const key = keyFileOf(args.key, io.cwd);
  // Open first: while another process has the log, the ring stays as it is.
  const log = await openStopped({ ...world, dir, keyRing });
  try {
    const ring = addActiveKey(key, { nowUs: world.clock.nowUs() });
    // Crash here: the next process that opens the log rotates it.
    const appended = await log.rotateKey(ring);
    const kid = ring.keys.find(({ state }) => state === 'active')?.kid;
    answer(io, {
      schema: 'lighthouse/store-rotate-key/1',
      facts: { log: dir, logId: log.logId, key, kid, seq: appended?.receipt.seq },
      notes: [`Back up the key ring: without it nothing after this event can be verified.`],
    });
  } finally {
    await log.close();
  }
  return EXIT.good;
}
