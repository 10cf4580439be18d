import { createHash } from 'node:crypto';
import type { StateDigest } from '@lighthouse/contract/api';
import { canonicalJson } from '../domain/canonical-json.ts';
import { Refusal } from '../domain/refusal.ts';
import { contentsOf } from '../domain/state-contents.ts';
import type { Bridge } from './bridge.ts';

/** Everything is gone through for one: so much time lies between two. */
const APART_MS = 1000;

/** Makes digests of the state, by which two states are compared without showing either. */
export class StateDigests {
  #latestMs = -Infinity;

  /** Gives that of this moment. Throws when the last one was made less than a second ago. */
  make({ state, log, nowMs }: Bridge): StateDigest {
    const now = nowMs();
    if (Math.abs(now - this.#latestMs) < APART_MS)
      throw new Refusal('TOO_MANY_REQUESTS', 'one digest of the state is made a second', 1);
    this.#latestMs = now;
    const whole = createHash('sha256');
    const parts: StateDigest['parts'] = {};
    for (const [name, items] of Object.entries(contentsOf(state))) {
      const digest = digestOf(items);
      whole.update(`${name} ${digest}\n`);
      parts[name] = digest;
    }
    return { logId: log.logId, seq: state.seq, digest: whole.digest('hex'), parts };
  }
}

/** One item a line, so that no text is as long as the state. */
function digestOf(items: readonly unknown[]): string {
  const digest = createHash('sha256');
  for (const item of items) digest.update(`${canonicalJson(item)}\n`);
  return digest.digest('hex');
}
