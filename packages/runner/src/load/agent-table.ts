import type { CommandOperation, Crowd, RequestOperation } from '@lighthouse/agent-sim';
import type { AgentLine } from '../driver/driver.ts';

export type WaitingOperation = CommandOperation | RequestOperation;

/** Where an agent stands. `absent`: it has no credential. */
export type Standing = 'absent' | 'enrolled' | 'opening' | 'joined';

const STANDINGS: readonly Standing[] = ['absent', 'enrolled', 'opening', 'joined'];

/**
 * What a thread remembers of each of its agents, by position in the crowd: a few bytes, and the
 * line once it is enrolled.
 */
export class AgentTable {
  readonly size: number;
  readonly #standing: Uint8Array;
  readonly #inFlight: Uint16Array;
  readonly #groups: Uint8Array;
  readonly #indexes: Uint32Array;
  readonly #lines: (AgentLine | undefined)[];
  /** Operations that wait for their agent's session. */
  readonly #waiting = new Map<number, WaitingOperation[]>();
  /** Whether it had a session, ever. */
  readonly #hasJoined: Uint8Array;
  #joined = 0;
  #everJoined = 0;
  readonly #joinedByGroup: number[] = [];
  #waitingCount = 0;

  constructor(crowd: Crowd) {
    this.size = crowd.size;
    this.#standing = new Uint8Array(crowd.size);
    this.#hasJoined = new Uint8Array(crowd.size);
    this.#inFlight = new Uint16Array(crowd.size);
    this.#groups = new Uint8Array(crowd.size);
    this.#indexes = new Uint32Array(crowd.size);
    this.#lines = Array.from({ length: crowd.size }, () => undefined);
    for (let position = 0; position < crowd.size; position++) {
      const { group, index } = crowd.identity(position);
      this.#groups[position] = group;
      while (this.#joinedByGroup.length <= group) this.#joinedByGroup.push(0);
      this.#indexes[position] = index;
    }
  }

  /** Agents that have a session. */
  get joined(): number {
    return this.#joined;
  }

  /** Agents that had one, now or before. */
  get everJoined(): number {
    return this.#everJoined;
  }

  /** The same by number of the group. */
  joinedByGroup(): number[] {
    return [...this.#joinedByGroup];
  }

  get waitingCount(): number {
    return this.#waitingCount;
  }

  standing(position: number): Standing {
    return STANDINGS[this.#standing[position] ?? 0] ?? 'absent';
  }

  setStanding(position: number, standing: Standing): void {
    const change = Number(standing === 'joined') - Number(this.standing(position) === 'joined');
    const group = this.group(position);
    this.#joined += change;
    this.#joinedByGroup[group] = (this.#joinedByGroup[group] ?? 0) + change;
    if (standing === 'joined' && this.#hasJoined[position] === 0) {
      this.#hasJoined[position] = 1;
      this.#everJoined++;
    }
    this.#standing[position] = STANDINGS.indexOf(standing);
  }

  group(position: number): number {
    return this.#groups[position] ?? 0;
  }

  /** Index of the agent in the run. */
  index(position: number): number {
    return this.#indexes[position] ?? 0;
  }

  line(position: number): AgentLine | undefined {
    return this.#lines[position];
  }

  setLine(position: number, line: AgentLine): void {
    this.#lines[position] = line;
    this.setStanding(position, 'enrolled');
  }

  inFlight(position: number): number {
    return this.#inFlight[position] ?? 0;
  }

  addInFlight(position: number, change: 1 | -1): void {
    this.#inFlight[position] = this.inFlight(position) + change;
  }

  waiting(position: number): number {
    return this.#waiting.get(position)?.length ?? 0;
  }

  wait(position: number, operation: WaitingOperation): void {
    const waiting = this.#waiting.get(position);
    if (waiting === undefined) this.#waiting.set(position, [operation]);
    else waiting.push(operation);
    this.#waitingCount++;
  }

  /** Gives the operations that waited, oldest first, and forgets them. */
  takeWaiting(position: number): readonly WaitingOperation[] {
    const waiting = this.#waiting.get(position) ?? [];
    this.#waiting.delete(position);
    this.#waitingCount -= waiting.length;
    return waiting;
  }
}
