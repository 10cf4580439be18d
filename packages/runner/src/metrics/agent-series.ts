import type { Result } from '@lighthouse/contract';
import type { ThreadReport } from './run-metrics.ts';

/** Counts agents that have a session, by behaviour, in the rows of a run's series. */
export class AgentSeries {
  readonly #secondsPerRow: number;
  /** By number of the group. */
  readonly #behaviours: readonly string[];
  /** By thread, then by row: agents of each group, as last reported. */
  readonly #rows: (readonly number[] | undefined)[][];

  constructor(options: {
    readonly intervalMs: number;
    readonly workers: number;
    readonly behaviours: readonly string[];
  }) {
    this.#secondsPerRow = options.intervalMs / 1000;
    this.#behaviours = options.behaviours;
    this.#rows = Array.from({ length: options.workers }, () => []);
  }

  add({ worker, second, agentsByGroup }: ThreadReport): void {
    const rows = this.#rows[worker];
    if (rows !== undefined) rows[Math.floor(second / this.#secondsPerRow)] = agentsByGroup;
  }

  /** Gives as many rows as the series has; undefined when all agents are honest. */
  columns(rowCount: number): Result['agentsByBehaviour'] {
    const names = [...new Set(this.#behaviours)];
    if (names.every((name) => name === 'honest')) return undefined;
    const columns = new Map(names.map((name) => [name, Array.from({ length: rowCount }, () => 0)]));
    for (const rows of this.#rows) {
      let last: readonly number[] = [];
      for (let row = 0; row < rowCount; row++) {
        // A thread that skips a row keeps its agents.
        last = rows[row] ?? last;
        for (const [group, agents] of last.entries()) {
          const column = columns.get(this.#behaviours[group] ?? '');
          if (column !== undefined) column[row] = (column[row] ?? 0) + agents;
        }
      }
    }
    return Object.fromEntries(columns);
  }
}
