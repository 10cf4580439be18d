import type { LogVerdict, StoredEvent } from '@lighthouse/event-store';
import type { HistoryRecord } from '../history/record.ts';
import type { FaultEffects } from './fault-effects.ts';
import type { PartitionStore } from './partition-store.ts';

export interface AuditInput {
  /** In any order; read once. */
  readonly history: AnyIterable<HistoryRecord>;
  /**
   * In the order of the log, verified or not; read once. Events up to `afterSeq` are none of the
   * run's.
   */
  readonly events: AnyIterable<StoredEvent>;
  readonly afterSeq?: number;
  readonly log: LogVerdict;
  readonly agents: AgentNames;
  /**
   * What is added to the times of the history to get microseconds since 1970 on the clock of the
   * log; left out when they are not of one machine.
   */
  readonly wallOffsetUs?: number;
  /** Agents that lie wait for answers at their own risk. */
  readonly isLiar?: (agent: number) => boolean;
  /** Agents that answer nothing they are asked. */
  readonly isSilent?: (agent: number) => boolean;
  /** What the run itself did; left out when it did nothing. */
  readonly effects?: FaultEffects;
  /** Where the join keeps what does not fit into memory. */
  readonly store: PartitionStore;
  /** Called now and then between two steps, so that signals and screens get their turn. */
  readonly pause?: () => Promise<void>;
}

/** The agents of the run; others in the log are not looked at. */
export interface AgentNames {
  nameOf(index: number): string;
  indexOf(name: string): number | undefined;
}

export type AnyIterable<T> = Iterable<T> | AsyncIterable<T>;
