import * as z from 'zod';
import { outcomeCounts } from './distribution.ts';

/**
 * `suite.json`: what `lh-run suite` did and found, and what it prints with `--json`. Written anew
 * after each scenario, so that of a suite that was killed all is there that was known. The number
 * in `schema` goes up when a reader of the old one would misread it.
 */
export const SUITE_SCHEMA = 'lighthouse/suite/1';

const count = z.int().min(0);

const suiteEntry = z.strictObject({
  /** Relative to `folder`, with `/` between the parts. */
  file: z.string(),
  /** Not there when the file could not be read. */
  name: z.string().optional(),
  tags: z.array(z.string()),
  /**
   * The verdict of the run; `failed` when there is none: the file could not be read, or the run
   * could not be made; `waiting` as long as it has not ended.
   */
  status: z.enum(['good', 'bad', 'unknown', 'failed', 'waiting']),
  /** Of the process of the run; null when a signal ended it, or when there was none. */
  exitCode: z.int().nullable(),
  /** Of the verdict, or of the failure. */
  reasons: z.array(z.string()),
  durationMs: z.number().min(0),
  /** Nothing else of the suite ran beside it. */
  ranAlone: z.boolean(),
  /** The run's folder, absolute; not there when nothing was run. */
  runFolder: z.string().optional(),
  counts: outcomeCounts.optional(),
  /** Milliseconds, of all operations; null when there were too few. */
  latency: z
    .strictObject({
      p50: z.number().nullable(),
      p95: z.number().nullable(),
      p99: z.number().nullable(),
    })
    .optional(),
});

export const suiteAnswerSchema = z.strictObject({
  schema: z.literal(SUITE_SCHEMA),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  /** Where the scenarios are, absolute. */
  folder: z.string(),
  /** RFC 3339. */
  startedAt: z.string(),
  durationMs: z.number().min(0),
  /** Runs side by side, at most. */
  jobs: z.int().min(1),
  tags: z.array(z.string()),
  notTags: z.array(z.string()),
  /** False in what was written on the way, and stays so when the suite was killed. */
  isComplete: z.boolean(),
  /** The signal that ended it before its time. */
  interrupted: z.string().optional(),
  /** Of the suite: the worst of all. */
  exitCode: z.int(),
  counts: z.strictObject({
    good: count,
    bad: count,
    unknown: count,
    failed: count,
    waiting: count,
    /** Files that the tags left out. */
    leftOut: count,
  }),
  /** In the order of their files. */
  scenarios: z.array(suiteEntry),
});

export type SuiteEntry = z.infer<typeof suiteEntry>;
export type SuiteAnswer = z.infer<typeof suiteAnswerSchema>;
