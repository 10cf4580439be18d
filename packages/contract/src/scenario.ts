import * as z from 'zod';
import type { Role } from './api.ts';
import { BEHAVIOURS } from './behaviours.ts';
import type { BehaviourName } from './behaviours.ts';
import { FAULT_LIMITS, faultSchema, retrySchema } from './fault.ts';
import { targetSchema } from './target.ts';
import { parseMetricSelector, parseThresholdLimit } from './threshold.ts';
import { durationText, rateText } from './unit-texts.ts';
import { parseRatePerSecond } from './units.ts';

/** A scenario file, as written: docs/scenarios.md. Unknown keys are errors. */
const LIMITS = {
  agentsMax: 100_000,
  groupsMax: 100,
  thresholdsMax: 100,
  ratePerAgentMax: 10_000,
  stagesMax: 100,
  slosMax: 10,
  iterationsMax: 1_000_000_000,
} as const;

export const ARRIVALS = ['constant', 'poisson', 'bursty'] as const;
export const INVARIANTS = {
  'nothing-lost': 'every acknowledged operation is in the log',
  'nothing-forged': 'everything in the log under an agent was sent by that agent',
  'nothing-duplicated': 'every operation is in the log at most once',
  'nothing-changed': 'what is in the log is what was sent',
  'order-kept': 'an operation that was acknowledged before another was sent stands before it',
  'log-intact': 'every event of the log was verified',
  'lies-refused': 'no lie of any agent was accepted',
  'nothing-leaked': 'agents were sent and shown only what is for them',
  'reads-fresh': 'what was acknowledged was read back as it was acknowledged',
  'time-true': 'the time of an event lies between when it was sent and when it was acknowledged',
  'nobody-starved': 'no honest agent was left without the answers that others got',
  'memory-bounded': 'the memory of the target did not grow with every operation',
} as const;
export type Invariant = keyof typeof INVARIANTS;

/** Looked at only when a scenario names them: they need more than a log and a history. */
const ON_REQUEST: readonly Invariant[] = [
  'nothing-leaked',
  'reads-fresh',
  'time-true',
  'nobody-starved',
  'memory-bounded',
];

/** Shares, in any unit: of classes of commands (safe, risky, complex), or of requests by name. */
export const mixSchema = z
  .record(z.string().min(1).max(40), z.number().min(0))
  .refine((mix) => Object.values(mix).some((share) => share > 0), {
    error: 'a mix needs at least one share above zero',
  });

const behaviourName = z.enum(Object.keys(BEHAVIOURS) as [BehaviourName, ...BehaviourName[]]);

export const agentGroupSchema = z.strictObject({
  role: z.enum(['builder', 'expert'] satisfies Role[]).default('builder'),
  count: z.int().min(1).max(LIMITS.agentsMax),
  /** Commands per second of each agent. Experts work when they are asked. */
  rate: rateText.optional(),
  /** Instead of a rate: from an answer to the next command of the same agent, on average. */
  think: durationText.optional(),
  arrival: z.enum(ARRIVALS).optional(),
  mix: mixSchema.optional(),
  /** Steps of a complex command: each is one more event in the same append. */
  complexity: z.int().min(1).max(64).optional(),
  /** Bytes of content of each command, and of each step. */
  contentBytes: z.int().min(0).max(65_536).optional(),
  /** Share of the acknowledged commands that their agent reads back. */
  readBack: z.number().min(0).max(1).optional(),
  /** One, or several that each of the agents plays in turn. */
  behaviour: z.union([behaviourName, z.array(behaviourName).min(1)]).optional(),
  /** Agents of one band do the same to the same victim at the same time: true, or its name. */
  collude: z.union([z.boolean(), z.string().min(1).max(50)]).optional(),
  /** Commands of each agent; then it is done. */
  iterations: z.int().min(1).max(LIMITS.iterationsMax).optional(),
  /** Its agents start so long after the load begins. */
  startTime: durationText.optional(),
});

const NOT_A_TARGET =
  'not a target: write a number of agents (50), or a rate of all of them together (200/s)';

/** The load changes evenly over the duration, from what it was to the target. */
export const stageSchema = z.strictObject({
  duration: durationText,
  /** Agents at work, or commands a second of all of them together. */
  target: z
    .union([z.number(), z.string()])
    .refine(
      (target) =>
        typeof target === 'number'
          ? Number.isInteger(target) && target >= 0 && target <= LIMITS.agentsMax
          : parseRatePerSecond(target) !== undefined,
      { error: NOT_A_TARGET },
    ),
});

export const loadSchema = z.strictObject({
  /** Agents start one after the other over this time. */
  ramp: durationText.optional(),
  hold: durationText.optional(),
  /** Instead of ramp and hold: one after the other, from nothing. */
  stages: z.array(stageSchema).min(1).max(LIMITS.stagesMax).optional(),
  /** Commands of all honest agents together, in equal parts. */
  iterations: z.int().min(1).max(LIMITS.iterationsMax).optional(),
  /** What is intended before this time counts in no figure. */
  warmup: durationText.optional(),
  /** How long answers are waited for at the end. */
  drain: durationText.default('5s'),
  /** An operation not answered by then is `info`. */
  timeout: durationText.default('10s'),
});

const selectorText = z.string().superRefine((text, context) => {
  const parsed = parseMetricSelector(text);
  if (typeof parsed === 'string') context.addIssue({ code: 'custom', message: parsed });
});

const thresholdFull = z
  .strictObject({
    metric: selectorText,
    limit: z.string(),
    abortOnFail: z.boolean().default(false),
    /** With abortOnFail: not before so long after the load began. */
    delayAbortEval: durationText.optional(),
  })
  .superRefine(({ metric, limit, abortOnFail, delayAbortEval }, context) => {
    if (delayAbortEval !== undefined && !abortOnFail)
      context.addIssue({
        code: 'custom',
        message: 'delays abortOnFail, which is not asked for',
        path: ['delayAbortEval'],
      });
    const selector = parseMetricSelector(metric);
    if (typeof selector === 'string') return;
    const parsed = parseThresholdLimit(limit, selector.metric);
    if (typeof parsed === 'string')
      context.addIssue({ code: 'custom', message: parsed, path: ['limit'] });
  });

/** `latency{op:command}: p(99) < 100ms` in YAML is a mapping with one key. */
const thresholdShort = z
  .record(z.string(), z.string())
  .refine((record) => Object.keys(record).length === 1, { error: 'write one threshold an item' })
  .transform((record) => {
    const [metric = '', limit = ''] = Object.entries(record)[0] ?? [];
    return { metric, limit };
  })
  .pipe(thresholdFull);

const PERCENT = /^\d+(\.\d+)?%$/;

/** So large a part of the operations is acknowledged within a time. */
const sloSchema = z.strictObject({
  target: z.string().refine(
    (text) => {
      const percent = PERCENT.test(text) ? Number.parseFloat(text) : 0;
      return percent > 0 && percent < 100;
    },
    { error: 'not a target: write 99% or 99.9%, above 0% and below 100%' },
  ),
  under: durationText,
  metric: selectorText
    .refine(
      (text) => {
        const selector = parseMetricSelector(text);
        if (typeof selector === 'string') return true;
        const { metric, tags } = selector;
        const isStretch = tags.phase !== undefined || tags.fault !== undefined;
        return (metric === 'latency' || metric === 'service_time') && !isStretch;
      },
      { error: 'an objective is on latency or service_time, by op, role and behaviour' },
    )
    .optional(),
});

export const scenarioSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1).max(200),
  description: z.string().max(2000).optional(),
  tags: z.array(z.string().min(1).max(50)).max(20).default([]),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
  target: targetSchema.default({ bridge: 'embedded' }),
  agents: z.array(agentGroupSchema).min(1).max(LIMITS.groupsMax),
  load: loadSchema.prefault({}),
  faults: z.array(faultSchema).max(FAULT_LIMITS.faultsMax).default([]),
  /** Without it, an operation whose outcome is not known stays so until the audit. */
  retry: retrySchema.optional(),
  thresholds: z
    .array(z.union([thresholdFull, thresholdShort]))
    .max(LIMITS.thresholdsMax)
    .default([]),
  slo: z
    .union([sloSchema, z.array(sloSchema).min(1).max(LIMITS.slosMax)])
    .transform((slo) => [slo].flat())
    .pipe(z.array(sloSchema))
    .optional(),
  invariants: z
    .array(z.enum(Object.keys(INVARIANTS) as [Invariant, ...Invariant[]]))
    .default(() => defaultInvariants()),
});

/** What is asked of a bridge and its log when a scenario does not say. */
function defaultInvariants(): Invariant[] {
  return (Object.keys(INVARIANTS) as Invariant[]).filter((name) => !ON_REQUEST.includes(name));
}

export type ScenarioInput = z.input<typeof scenarioSchema>;
export type Scenario = z.output<typeof scenarioSchema>;
export type Stage = z.output<typeof stageSchema>;
export type AgentGroup = z.output<typeof agentGroupSchema>;
export const SCENARIO_LIMITS = LIMITS;
