import { Random } from '@lighthouse/agent-sim';
import type { NetworkAction, Stream } from '../faults/planned-fault.ts';

/** A fault as the proxy carries it out, on one lane or more. */
export interface ActiveToxic {
  readonly id: string;
  readonly action: NetworkAction;
  readonly seed: number;
  readonly counts: ToxicCounts;
}

/** What a toxic did so far. */
export interface ToxicCounts {
  /** Connections that it applied to. */
  connections: number;
  /** Pieces of data that came by, and those that were delayed, held, dropped or doubled. */
  pieces: number;
  affected: number;
  /** Status of the answers to requests that were sent a second time. */
  statuses: Record<string, number>;
}

export type Direction = Exclude<Stream, 'both'>;

export function noCounts(): ToxicCounts {
  return { connections: 0, pieces: 0, affected: 0, statuses: {} };
}

/** Whether a toxic applies to data that flows this way. */
export function flows(action: NetworkAction, direction: Direction): boolean {
  return !('stream' in action) || action.stream === 'both' || action.stream === direction;
}

/** Decides by the seed whether a toxic applies to a connection, known by its number. */
export function appliesTo({ action, seed }: ActiveToxic, connection: number): boolean {
  if (!('toxicity' in action) || action.toxicity === 1) return true;
  return new Random().seed(seed, connection).uniform() < action.toxicity;
}
