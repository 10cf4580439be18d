import type { GroupSpec } from '@lighthouse/agent-sim';
import type { Result } from '@lighthouse/contract';
import type { FaultKind } from '@lighthouse/contract/fault';
import type { RunMetrics } from '../metrics/run-metrics.ts';
import type { Second } from '../metrics/second-builder.ts';
import type { UseSample } from '../metrics/series-builder.ts';

/** What is known of a run when its load begins. */
export interface LiveStart {
  readonly runId: string;
  readonly scenario: string;
  readonly toolVersion: string;
  readonly targetUrl: string;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** How long the load is to last. */
  readonly loadMs: number;
  readonly agentsPlanned: number;
  readonly groups: readonly GroupSpec[];
  /** All that was counted so far; grows while the run goes on. */
  readonly metrics: RunMetrics;
  /** The result as far as it is known; takes milliseconds to make. */
  readonly snapshot: () => Result;
}

/** One second of a run, told soon after it is over. */
export interface LivePoint extends Second {
  /** When the second began, in milliseconds since 1970. */
  readonly startMs: number;
  /** Agents that have a session, and requests that are not answered, as last reported. */
  readonly agents: number;
  readonly inFlight: number;
  /** The last sample; undefined before the first. */
  readonly use: UseSample | undefined;
}

/** A fault takes effect, or is healed. */
export interface LiveFault {
  readonly id: string;
  readonly kind: FaultKind;
  readonly change: 'begin' | 'end';
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/**
 * Whoever is told of a run while it goes on: streams, exporters, pages. Told in the thread that
 * leads the run, so each call must return at once and must not throw; what takes longer is done
 * later, in bounded memory.
 */
export interface LiveObserver {
  readonly begin: (start: LiveStart) => void;
  /** Once for each second of the load and of the drain, in order, none left out. */
  readonly point: (point: LivePoint) => void;
  readonly fault: (fault: LiveFault) => void;
  /**
   * The run is over, with a result unless it failed; it may be over before it began. Resolves when
   * everything is delivered, or given up on within a limit of the observer's own. Never rejects.
   */
  readonly close: (result: Result | undefined) => Promise<void>;
}

/** Tells several what one would be told. */
export function tellAll(observers: readonly LiveObserver[]): LiveObserver {
  return {
    begin: (start) => observers.forEach((each) => each.begin(start)),
    point: (point) => observers.forEach((each) => each.point(point)),
    fault: (fault) => observers.forEach((each) => each.fault(fault)),
    close: async (result) => {
      await Promise.all(observers.map((each) => each.close(result)));
    },
  };
}
