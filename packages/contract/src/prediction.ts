import * as z from 'zod';

/**
 * What a run needs, what a short run on this machine measured, and what is predicted from the two:
 * docs/doctor.md has the formulas. `lh-doctor` measures and writes the calibration into the folder
 * of the runs; `lh-run` predicts from it before each run and stores the prediction beside what
 * happened.
 */
export const CALIBRATION_SCHEMA = 'lighthouse/calibration/1';
/** In the folder that holds the folders of runs. */
export const CALIBRATION_FILE = 'calibration.json';

const count = z.int().min(0);
const amount = z.number().min(0);

/** What a scenario asks for, from its text alone. */
export const needsSchema = z.strictObject({
  agents: count,
  /** Connections that stay open, in the generator and again in the bridge. */
  connections: count,
  /** Files that one process has open, connections included. */
  openFiles: count,
  /** Commands and their reviews, while the load is held. */
  operationsPerSecond: amount,
  eventsPerSecond: amount,
  /** From the first agent to the last operation. */
  loadMs: amount,
  operations: amount,
  events: amount,
  logBytes: amount,
  /** Log and history. */
  diskBytes: amount,
});

/**
 * One second-by-second average of a steady load. CPU is a share of one core, all threads together.
 */
export const loadPoint = z.strictObject({
  operationsPerSecond: z.number().positive(),
  generatorCpu: amount,
  targetCpu: amount,
});

export const calibrationSchema = z.strictObject({
  schema: z.literal(CALIBRATION_SCHEMA),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  measuredAt: z.iso.datetime(),
  /** A calibration holds for the machine with this fingerprint (`host.fingerprint` of a result). */
  hostFingerprint: z.string(),
  effectiveCpus: z.number().positive(),
  /** Threads that generated load. */
  workers: z.int().min(1),
  /** Of the operations that it was measured with. */
  eventsPerOperation: z.number().positive(),
  /** A steady load, then all that the machine could do. */
  steady: loadPoint,
  full: loadPoint,
  memory: z.strictObject({
    generatorBytes: amount,
    targetBytes: amount,
    generatorBytesPerAgent: amount,
    targetBytesPerAgent: amount,
  }),
});

export const LIMITING_RESOURCES = {
  generator: 'the threads that generate load',
  bridge: "the bridge's one thread",
  cpu: 'the CPUs, shared by generator and bridge',
  disk: 'the time that the disk takes to make events durable',
  memory: 'memory',
  files: 'open files',
  ports: 'ports for connections',
  connections: 'the connections that a bridge accepts',
  space: 'free space on the disk',
} as const;
export type LimitingResource = keyof typeof LIMITING_RESOURCES;

export const predictedFigure = z.strictObject({
  name: z.enum([
    'operationsPerSecond',
    'generatorCpu',
    'targetCpu',
    'generatorMemory',
    'targetMemory',
    'logBytes',
  ]),
  predicted: amount,
  /** Null before the run, and for what the run did not measure. */
  actual: amount.nullable(),
});

export const predictionSchema = z.strictObject({
  calibratedAt: z.iso.datetime(),
  /** Means over the load; memory is the most that was used. CPU is a share of one core. */
  figures: z.array(predictedFigure),
  /** The most agents of this scenario, all else being equal. */
  highest: z.strictObject({
    agents: count,
    operationsPerSecond: amount,
    limitedBy: z.enum(Object.keys(LIMITING_RESOURCES) as [LimitingResource, ...LimitingResource[]]),
  }),
});

export type Needs = z.infer<typeof needsSchema>;
export type LoadPoint = z.infer<typeof loadPoint>;
export type Calibration = z.infer<typeof calibrationSchema>;
export type Prediction = z.infer<typeof predictionSchema>;
export type PredictedFigure = z.infer<typeof predictedFigure>;
