import type { Crowd } from '@lighthouse/agent-sim';
import type { AgentLine, Driver } from '../driver/driver.ts';
import type { PlannedRetry } from '../plan/plan.ts';
import type { AgentTable } from './agent-table.ts';
import type { Recorder } from './recorder.ts';

/** What the load of one thread is made of. */
export interface ShardParts {
  readonly crowd: Crowd;
  readonly agents: AgentTable;
  readonly driver: Driver;
  readonly recorder: Recorder;
  readonly nowUs: () => number;
  /** When the load begins, on the same clock. */
  readonly startUs: number;
  /** Whether agents of a group answer reviews, by number of the group. */
  readonly isReviewer: readonly boolean[];
  /** Whether agents of a group wait for an answer before they think of the next command. */
  readonly thinks?: readonly boolean[];
  /** Every which command of a group is read back, by number of the group; 0 for none. */
  readonly readBackEvery?: readonly number[];
  /** What agents do of their own accord; commands when left out. */
  readonly iterates?: 'command' | 'request';
  /** Called when `nextAtUs` may have come nearer without `advance`. */
  readonly onDue: () => void;
  /** How operations of unknown outcome are sent again; undefined when they are not. */
  readonly retry?: PlannedRetry | undefined;
  /** Called once, with the first line that has a session. */
  readonly onFirstJoin: (line: AgentLine) => void;
}
