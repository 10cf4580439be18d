import { readdirSync } from 'node:fs';
import { readProcessStat, type ProcessStat } from './process-stat.ts';

/** The processes of a group, and all that any of them started. */
export class OwnProcesses {
  /** As each was at the last look, by its id. */
  #own: ReadonlyMap<number, ProcessStat> = new Map();
  #strangers: ReadonlySet<number> = new Set();
  /** Ids of all that were ever ours: groups and sessions are named by who began them. */
  readonly #everOwn: Set<number>;
  /** Time of those that ended and whose parent did not take it over. */
  #orphansMs = 0;

  /** Finds those of our own group; undefined where there is no /proc. */
  static find(): OwnProcesses | undefined {
    const self = readProcessStat('self');
    return self === undefined ? undefined : new OwnProcesses(self.group);
  }

  constructor(group: number) {
    this.#everOwn = new Set([group]);
    this.look();
  }

  /**
   * Gives the CPU time of all of them by now, those that ended with them. Who began and ended
   * between two looks is missed, unless its parent waited for it.
   */
  cpuMs(): number {
    this.look();
    return [...this.#own.values()].reduce((sum, stat) => sum + totalMs(stat), this.#orphansMs);
  }

  /** Has to be done again and again: of a process that is gone only what was seen is known. */
  look(): void {
    const before = this.#own;
    this.#own = this.#findOwn();
    const seenMs = new Map<number, number>();
    for (const [pid, stat] of before) {
      if (this.#own.get(pid)?.startTicks === stat.startTicks) continue;
      const heir = this.#heirOf(stat, before);
      seenMs.set(heir, (seenMs.get(heir) ?? 0) + totalMs(stat));
    }
    for (const [heir, ms] of seenMs) {
      const takenMs = this.#childrenMs(heir) - (before.get(heir)?.childrenCpuMs ?? 0);
      this.#orphansMs += Math.max(0, ms - takenMs);
    }
  }

  #findOwn(): Map<number, ProcessStat> {
    const own = new Map<number, ProcessStat>();
    const strangers = new Set<number>();
    // A parent has the smaller id, unless ids began anew: then the next look finds its child.
    for (const pid of processIds()) {
      const stat = this.#strangers.has(pid) ? undefined : readProcessStat(pid);
      if (stat !== undefined && this.#isOwn(pid, stat)) {
        own.set(pid, stat);
        this.#everOwn.add(pid);
      } else strangers.add(pid);
    }
    this.#strangers = strangers;
    return own;
  }

  #isOwn(pid: number, { parent, group, session }: ProcessStat): boolean {
    return [pid, parent, group, session].some((id) => this.#everOwn.has(id));
  }

  /** Who has waited for a process that is gone, or for whoever had: the next of kin that lives. */
  #heirOf({ parent }: ProcessStat, before: ReadonlyMap<number, ProcessStat>): number {
    const stat = before.get(parent);
    if (stat === undefined || this.#own.get(parent)?.startTicks === stat.startTicks) return parent;
    return this.#heirOf(stat, before);
  }

  #childrenMs(pid: number): number {
    return this.#own.get(pid)?.childrenCpuMs ?? 0;
  }
}

function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .toSorted((a, b) => a - b);
}

function totalMs({ cpuMs, childrenCpuMs }: ProcessStat): number {
  return cpuMs + childrenCpuMs;
}
