import type { NetworkAction } from '../faults/planned-fault.ts';
import { Lane, type Address } from './lane.ts';
import type { ProxyTimers } from './proxy-timers.ts';
import { noCounts, type ActiveToxic, type ToxicCounts } from './toxic.ts';

/** Chances of connections of different lanes are independent. */
const CONNECTIONS_PER_LANE = 2 ** 24;

/**
 * A proxy for TCP between agents and a target, with one port for each lane: agents that are broken
 * together. Without toxics it only copies.
 */
export class FaultProxy {
  readonly #lanes: readonly Lane[];
  readonly #toxics = new Map<string, { toxic: ActiveToxic; lanes: readonly number[] }>();

  private constructor(lanes: readonly Lane[]) {
    this.#lanes = lanes;
  }

  /** Opens the ports, one a lane. */
  static async open(options: {
    readonly target: Address;
    readonly laneCount: number;
    readonly isTapped: boolean;
    readonly timers: ProxyTimers;
  }): Promise<{ readonly proxy: FaultProxy; readonly ports: readonly number[] }> {
    const { laneCount, ...common } = options;
    const lanes = Array.from(
      { length: laneCount },
      (_, lane) => new Lane({ ...common, firstConnection: lane * CONNECTIONS_PER_LANE }),
    );
    const ports = await Promise.all(lanes.map((lane) => lane.listen()));
    return { proxy: new FaultProxy(lanes), ports };
  }

  /** Begins a fault on some lanes. Called again with other lanes, it moves there. */
  async inject(
    fault: { readonly id: string; readonly action: NetworkAction; readonly seed: number },
    lanes: readonly number[],
  ): Promise<void> {
    const known = this.#toxics.get(fault.id);
    const { id, action, seed } = fault;
    const toxic = known?.toxic ?? { id, action, seed, counts: noCounts() };
    this.#toxics.set(id, { toxic, lanes });
    await this.#apply([...lanes, ...(known?.lanes ?? [])]);
  }

  /** Ends a fault. Gives what it did. */
  async heal(id: string): Promise<ToxicCounts> {
    const known = this.#toxics.get(id);
    if (known === undefined) return noCounts();
    this.#toxics.delete(id);
    await this.#apply(known.lanes);
    return known.toxic.counts;
  }

  counts(id: string): ToxicCounts {
    return this.#toxics.get(id)?.toxic.counts ?? noCounts();
  }

  async close(): Promise<void> {
    this.#toxics.clear();
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }

  async #apply(lanes: readonly number[]): Promise<void> {
    const all = [...this.#toxics.values()];
    const changed = [...new Set(lanes)].map(async (lane) =>
      this.#lanes[lane]?.setToxics(
        all.filter((each) => each.lanes.includes(lane)).map(({ toxic }) => toxic),
      ),
    );
    await Promise.all(changed);
  }
}
