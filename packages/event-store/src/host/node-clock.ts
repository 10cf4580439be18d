import { randomBytes } from 'node:crypto';
import type { Clock, RandomBytes } from '../clock.ts';

/** The time of this machine, to the millisecond. */
export const nodeClock: Clock = { nowUs: () => Date.now() * 1000 };

/** Random bytes of this machine. */
export const nodeRandom: RandomBytes = (count) => randomBytes(count);
