import * as z from 'zod';
import type { Role } from './api.ts';
import { durationText } from './unit-texts.ts';

/**
 * Faults of a scenario: what is broken on purpose, when, and for whom. Toxics have the names and
 * the parameters of Toxiproxy. docs/faults.md says what each does.
 */
export const FAULT_LIMITS = { faultsMax: 50, burnersMax: 64 } as const;

/** What is done to connections; they go through a proxy of the run's own. */
export const TOXICS = {
  latency: 'every piece of data comes later',
  loss: 'data waits as long as TCP takes to send again what was lost',
  bandwidth: 'no more than so much data a second',
  slicer: 'data comes in small pieces',
  slow_close: 'a connection that ends stays open for a while',
  timeout: 'nothing gets through, and after a while the connection ends',
  reset_peer: 'connections are reset',
  limit_data: 'a connection ends after so many bytes',
  duplicate: 'whole requests reach the target twice',
  down: 'connections end, and new ones are refused',
} as const;
export const FAULT_KINDS = {
  ...TOXICS,
  partition: 'some agents are cut off: nothing gets through, and nothing is told',
  kill: 'the bridge is killed, and started again',
  pause: 'the bridge is stopped, and goes on',
  disk_full: 'the log cannot grow',
  disk_slow: 'the bridge waits for its disk',
  clock_step: 'the clock of the bridge is wrong',
  cpu_pressure: 'other processes want the CPUs of the bridge',
  memory_pressure: 'other processes hold memory',
  corrupt: 'bytes of a closed segment of the log are turned over, and later put back',
} as const;
export type FaultKind = keyof typeof FAULT_KINDS;
export type Toxic = keyof typeof TOXICS;

export const PARTITIONS = ['one', 'one-third', 'half', 'majority', 'ring', 'all'] as const;
export const STREAMS = ['upstream', 'downstream', 'both'] as const;

const shareNumber = z.number().gt(0).max(1);

/** Agents that a fault applies to: those that all given keys select. Nothing given: everyone. */
export const faultAgentsSchema = z.strictObject({
  role: z.enum(['builder', 'expert'] satisfies Role[]).optional(),
  behaviour: z.string().min(1).max(50).optional(),
  /** Number of a group of the scenario, from 0. */
  group: z.int().min(0).optional(),
  /** Of those that the other keys select, chosen by the seed. */
  share: shareNumber.optional(),
});

const common = {
  /** How reports call it; `f1` for the first of a scenario, and so on, when left out. */
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,39}$/, {
      error: 'not an id: 1 to 40 small letters, digits, _ or -, beginning with a letter',
    })
    .optional(),
  /** From the start of the load. */
  at: durationText,
  /** A fault that may be left out where it cannot be injected does not make a verdict unknown. */
  optional: z.boolean().default(false),
};
const lasting = { ...common, for: durationText };
const onAgents = { agents: faultAgentsSchema.default({}) };
const toxic = {
  ...lasting,
  ...onAgents,
  /** Upstream is from the agents to the target. */
  stream: z.enum(STREAMS).default('downstream'),
  /** Share of the connections that it applies to, chosen by the seed. */
  toxicity: shareNumber.default(1),
};

const kind = <K extends FaultKind>(name: K) => ({ kind: z.literal(name) });

const toxicSchemas = [
  z.strictObject({
    ...kind('latency'),
    ...toxic,
    latency: durationText.default('100ms'),
    jitter: durationText.default('0ms'),
  }),
  z.strictObject({
    ...kind('loss'),
    ...toxic,
    /** Of the pieces of data. */
    share: shareNumber.default(0.05),
    /** What a loss costs: the shortest time after which TCP sends again. */
    stall: durationText.default('200ms'),
  }),
  z.strictObject({
    ...kind('bandwidth'),
    ...toxic,
    /** KB a second of each connection, as in Toxiproxy. */
    rate: z.number().positive().max(10_000_000),
  }),
  z.strictObject({
    ...kind('slicer'),
    ...toxic,
    averageSize: z.int().min(1).max(65_536).default(64),
    sizeVariation: z.int().min(0).max(65_535).default(32),
    delay: durationText.default('1ms'),
  }),
  z.strictObject({ ...kind('slow_close'), ...toxic, delay: durationText.default('1s') }),
  z.strictObject({
    ...kind('timeout'),
    ...toxic,
    /** 0s: never. */
    timeout: durationText.default('0s'),
  }),
  z.strictObject({ ...kind('reset_peer'), ...toxic, timeout: durationText.default('0s') }),
  z.strictObject({ ...kind('limit_data'), ...toxic, bytes: z.int().min(1) }),
  z.strictObject({
    ...kind('duplicate'),
    ...lasting,
    ...onAgents,
    /** Of the requests. */
    share: shareNumber.default(0.1),
  }),
  z.strictObject({ ...kind('down'), ...lasting, ...onAgents }),
] as const;

/** One fault, as written. Unknown keys are errors, and each kind has its own. */
export const faultSchema = z.discriminatedUnion('kind', [
  ...toxicSchemas,
  z.strictObject({
    ...kind('partition'),
    ...lasting,
    ...onAgents,
    /** Which part of the agents is cut off; `ring`: a third of them after the other. */
    split: z.enum(PARTITIONS).default('half'),
  }),
  z.strictObject({ ...kind('kill'), ...common, restartAfter: durationText.default('1s') }),
  z.strictObject({ ...kind('pause'), ...lasting }),
  z.strictObject({ ...kind('disk_full'), ...lasting }),
  z.strictObject({ ...kind('disk_slow'), ...lasting }),
  z.strictObject({
    ...kind('clock_step'),
    ...lasting,
    /** How far, and which way: `10s` or `-10s`. */
    step: z.string().regex(/^-?[0-9].*$/, { error: 'not a step: write 10s or -10s' }),
  }),
  z.strictObject({
    ...kind('cpu_pressure'),
    ...lasting,
    /** Processes that do nothing but count. */
    burners: z.int().min(1).max(FAULT_LIMITS.burnersMax).default(2),
  }),
  z.strictObject({
    ...kind('memory_pressure'),
    ...lasting,
    megabytes: z.int().min(1).max(1_000_000).default(256),
  }),
  z.strictObject({
    ...kind('corrupt'),
    ...lasting,
    bytes: z.int().min(1).max(4096).default(1),
    /** The bridge of the run closes its segments at this size, so that there are some. */
    segmentBytes: z.int().min(4096).max(33_554_432).default(65_536),
  }),
]);

/** What an agent does with an operation whose outcome is not known. */
export const retrySchema = z.strictObject({
  /** How often it sends it again, with the same content under the same key. */
  attempts: z.int().min(1).max(20).default(3),
  /** Before the first; each later one waits twice as long, but no longer than `backoffMax`. */
  backoff: durationText.default('200ms'),
  backoffMax: durationText.default('5s'),
});

export type Fault = z.output<typeof faultSchema>;
export type FaultAgents = z.output<typeof faultAgentsSchema>;
export type Retry = z.output<typeof retrySchema>;
