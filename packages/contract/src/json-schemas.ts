import * as z from 'zod';
import { doctorAnswerSchema } from './doctor-answer.ts';
import { calibrationSchema } from './prediction.ts';
import {
  comparisonAnswerSchema,
  reportSummarySchema,
  trendsAnswerSchema,
} from './report-answer.ts';
import { resultSchema } from './result.ts';
import {
  capacityAnswerSchema,
  dryRunAnswerSchema,
  filesystemAnswerSchema,
  sweepAnswerSchema,
} from './run-answers.ts';
import { scenarioSchema } from './scenario.ts';
import { suiteAnswerSchema } from './suite-answer.ts';
import { alertSchema, drillAnswerSchema, watchAnswerSchema } from './watch-answer.ts';
import {
  exportAnswerSchema,
  findingLineSchema,
  proofAnswerSchema,
  verifyAnswerSchema,
} from './verify-answer.ts';

/**
 * The JSON Schemas (draft 2020-12) that editors and scripts use, by file name. Written to
 * packages/contract/schemas.
 */
export function jsonSchemas(): Readonly<Record<string, unknown>> {
  return {
    'scenario.schema.json': titled(
      'Lighthouse scenario',
      z.toJSONSchema(scenarioSchema, { io: 'input' }),
    ),
    'result.schema.json': titled(
      'Lighthouse result',
      z.toJSONSchema(resultSchema, { io: 'output' }),
    ),
    'report-summary.schema.json': titled(
      'What lh-report --json prints of a run',
      z.toJSONSchema(reportSummarySchema, { io: 'output' }),
    ),
    'comparison.schema.json': titled(
      'What lh-report compare --json prints',
      z.toJSONSchema(comparisonAnswerSchema, { io: 'output' }),
    ),
    'trends.schema.json': titled(
      'What lh-report trend --json prints',
      z.toJSONSchema(trendsAnswerSchema, { io: 'output' }),
    ),
    ...schemasOfRuns(),
    'doctor.schema.json': titled(
      'What lh-doctor --json prints',
      z.toJSONSchema(doctorAnswerSchema, { io: 'output' }),
    ),
    'calibration.schema.json': titled(
      'What lh-doctor measured of this machine: runs/calibration.json',
      z.toJSONSchema(calibrationSchema, { io: 'output' }),
    ),
    'verify.schema.json': titled(
      'What lh-verify --json prints',
      z.toJSONSchema(verifyAnswerSchema, { io: 'output' }),
    ),
    'finding.schema.json': titled(
      'A line of lh-verify --ndjson',
      z.toJSONSchema(findingLineSchema, { io: 'output' }),
    ),
    'proof.schema.json': titled(
      'What lh-verify check-proof --json prints',
      z.toJSONSchema(proofAnswerSchema, { io: 'output' }),
    ),
    'export.schema.json': titled(
      'What lh-verify check-export --json prints',
      z.toJSONSchema(exportAnswerSchema, { io: 'output' }),
    ),
    'watch.schema.json': titled(
      'What lh-verify watch --json prints, and its status page reads',
      z.toJSONSchema(watchAnswerSchema, { io: 'output' }),
    ),
    'alert.schema.json': titled(
      'A line of lh-verify watch --ndjson, and the body of its webhooks',
      z.toJSONSchema(alertSchema, { io: 'output' }),
    ),
    'drill.schema.json': titled(
      'What lh-verify drill --json prints',
      z.toJSONSchema(drillAnswerSchema, { io: 'output' }),
    ),
  };
}

/** What the other commands of lh-run print. */
function schemasOfRuns(): Readonly<Record<string, unknown>> {
  return {
    'capacity.schema.json': titled(
      'What lh-run capacity --json prints',
      z.toJSONSchema(capacityAnswerSchema, { io: 'output' }),
    ),
    'sweep.schema.json': titled(
      'What lh-run sweep --json prints',
      z.toJSONSchema(sweepAnswerSchema, { io: 'output' }),
    ),
    'filesystem.schema.json': titled(
      'What lh-run filesystem --json prints',
      z.toJSONSchema(filesystemAnswerSchema, { io: 'output' }),
    ),
    'dry-run.schema.json': titled(
      'What lh-run --dry-run --json prints',
      z.toJSONSchema(dryRunAnswerSchema, { io: 'output' }),
    ),
    'suite.schema.json': titled(
      'What lh-run suite --json prints: suite.json',
      z.toJSONSchema(suiteAnswerSchema, { io: 'output' }),
    ),
  };
}

function titled(title: string, schema: object): unknown {
  return { title, ...schema };
}
