import { createSecretKey } from 'node:crypto';
import type { Clock, Scheduler } from '../src/clock.ts';
import { SimDisk, type SimFaultPlan, type SimFs } from '../src/fs/sim-fs.ts';
import { SeededChance, type Chance } from '../src/fs/sim-chance.ts';
import type { KeyRing } from '../src/keys/key-ring.ts';
import type { LogLimits } from '../src/limits.ts';
import type { ProcessIdentity, ProcessTable } from '../src/lock.ts';
import { createSealedLogByRules, openSealedLogByRules } from '../src/open-sealed-log.ts';
import { hasEpoch, simEpochs } from './sim-epochs.ts';
import { openLogByRules } from '../src/open-ring-log.ts';
import type { DurabilityRules } from '../src/rules.ts';
import type { EventLog } from '../src/types.ts';

export const LOG_DIR = '/log';

export const keyRing: KeyRing = {
  keys: [
    {
      kid: 1,
      state: 'active',
      master: createSecretKey(Buffer.alloc(32, 1)),
      created: '2024-01-01T00:00:00Z',
    },
  ],
};

/** Timers that fire when the test says so. */
export class SimScheduler implements Scheduler {
  #callbacks = new Set<() => void>();

  after(_delayMs: number, callback: () => void): () => void {
    this.#callbacks.add(callback);
    return () => this.#callbacks.delete(callback);
  }

  soon(callback: () => void): void {
    queueMicrotask(callback);
  }

  /** Lets all timers that were set so far run out. */
  fire(): void {
    const due = this.#callbacks;
    this.#callbacks = new Set();
    for (const callback of due) callback();
  }
}

/**
 * A machine with one disk, on which one process after the other opens the log. All chance comes
 * from the seed.
 */
export class SimWorld {
  readonly random: SeededChance;
  disk: SimDisk;
  readonly #rules: DurabilityRules;
  /** Some disks hold a sealed log. */
  readonly isSealed: boolean;
  ring = keyRing;
  readonly #limits: Partial<LogLimits>;
  #nowUs = 1_700_000_000_000_000;
  #boot = 0;
  #life = 0;
  scheduler = new SimScheduler();

  /** `chance` decides what faults do to the disk, when that is not left to the seed. */
  constructor(seed: number, rules: DurabilityRules, chance?: Chance) {
    this.random = new SeededChance(seed);
    this.disk = new SimDisk(chance ?? this.random, this.random);
    this.#rules = rules;
    this.isSealed = chance === undefined && seed % 8 === 3;
    this.#limits = {
      indexedSegmentBytesMin: seed % 8 === 7 ? 0 : 1_048_576,
      // Some write zeros ahead, some flush on the calling thread, some do both.
      writeAheadBytes: [0, 1024, 4096][seed % 3] ?? 0,
      blockingFlushUsMax: [0, 1000][seed % 2] ?? 0,
      overlapUsMin: [0, 1000][(seed >>> 1) % 2] ?? 0,
    };
  }

  /** Starts a process. */
  boot(plan: SimFaultPlan): SimFs {
    this.#life += 1;
    this.scheduler = new SimScheduler();
    return this.disk.boot(plan);
  }

  /**
   * Runs something on a copy of the machine, and goes on as if it had not been: one crash can leave
   * many disks.
   */
  async onCopy(run: () => Promise<void>): Promise<void> {
    const { disk, scheduler } = this;
    this.disk = disk.clone();
    await run();
    this.disk = disk;
    this.scheduler = scheduler;
  }

  losePower(): void {
    this.#boot += 1;
    this.disk.losePower();
  }

  /** Puts a new active key into the ring, durably. */
  addKey(): KeyRing {
    const retired = this.ring.keys.map((key) => ({ ...key, state: 'retired' as const }));
    const kid = retired.length + 1;
    const master = createSecretKey(Buffer.alloc(32, kid));
    const key = { kid, state: 'active', master, created: '2024-01-01T00:00:00Z' } as const;
    this.ring = { keys: [...retired, key] };
    return this.ring;
  }

  async open(fs: SimFs): Promise<EventLog> {
    const options = {
      dir: LOG_DIR,
      fs,
      keyRing: this.ring,
      clock: this.#clock,
      random: (count: number) => this.random.bytes(count),
      scheduler: this.scheduler,
      processes: this.#processes,
      // Small segments, so that there are many; on some disks they have indexes.
      limits: { ...this.#limits, segmentBytes: 4096 },
    };
    if (!this.isSealed) return openLogByRules(options, this.#rules);
    const epochs = simEpochs(fs);
    const sealed = { ...options, epochs, epochSeconds: 3600 };
    if (hasEpoch(fs)) return openSealedLogByRules(sealed, this.#rules);
    return createSealedLogByRules(sealed, this.#rules);
  }

  readonly #clock: Clock = {
    nowUs: () => {
      // Stands still, runs, and now and then jumps back.
      this.#nowUs += this.random.below(3);
      if (this.random.chance(0.01)) this.#nowUs -= 1000;
      return this.#nowUs;
    },
  };

  readonly #processes: ProcessTable = {
    self: () => this.#self(),
    isRunning: (identity) => {
      const self = this.#self();
      return identity.bootId === self.bootId && identity.startTicks === self.startTicks;
    },
  };

  #self(): ProcessIdentity {
    return { pid: 1, bootId: `boot-${this.#boot}`, startTicks: this.#life };
  }
}
