import {
  LighthouseError,
  RESULT_SCHEMA,
  RESULT_SCHEMA_VERSION,
  resultSchema,
} from '@lighthouse/contract';
import type { Result } from '@lighthouse/contract';

export const RESULT_BYTES_MAX = 256 * 1024 * 1024;

/**
 * Reads result.json strictly: what is not exactly a result of the known version is refused, saying
 * where.
 */
export function parseResult(text: string, path: string): Result {
  const json = parseJson(text, path);
  checkVersion(json, path);
  const parsed = resultSchema.safeParse(json);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    throw notAResult('the result is not as a result must be', {
      path,
      at: first === undefined ? '' : placeOf(first.path),
      problem: first?.message ?? '',
      problems: parsed.error.issues.length,
    });
  }
  checkSeries(parsed.data, path);
  return parsed.data;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw notAResult('the result is not JSON, or only a part of it', { path, problem });
  }
}

function checkVersion(json: unknown, path: string): void {
  const { schema, schemaVersion } = Object(json) as { schema?: unknown; schemaVersion?: unknown };
  if (schema !== RESULT_SCHEMA)
    throw notAResult('the file is JSON, but not the result of a run', {
      path,
      expected: `"schema": "${RESULT_SCHEMA}"`,
    });
  if (schemaVersion !== RESULT_SCHEMA_VERSION)
    throw new LighthouseError('LH_NOT_A_RUN', 'the result has a version that is not known here', {
      facts: { path, version: String(schemaVersion), known: RESULT_SCHEMA_VERSION },
      hint: 'use the lh-report that came with the lh-run that wrote it',
    });
}

/** Columns that are not equally long would put figures beside others of another time. */
function checkSeries({ series, agentsByBehaviour }: Result, path: string): void {
  const { startMs: _startMs, intervalMs: _intervalMs, ...columns } = series;
  const rowCount = series.intended.length;
  const all = [
    ...Object.entries(columns).map(([name, column]) => [`series.${name}`, column] as const),
    ...Object.entries(agentsByBehaviour ?? {}).map(
      ([name, column]) => [`agentsByBehaviour.${name}`, column] as const,
    ),
  ];
  for (const [name, column] of all) {
    if (column.length !== rowCount)
      throw notAResult('the columns of the series differ in length', {
        path,
        at: name,
        problem: `${column.length} rows, where series.intended has ${rowCount}`,
      });
  }
}

function notAResult(
  message: string,
  facts: Readonly<Record<string, string | number>>,
): LighthouseError {
  return new LighthouseError('LH_NOT_A_RUN', message, {
    facts,
    hint: 'name the result.json that lh-run wrote, unchanged',
  });
}

/** Writes a path as in code: slices[3].counts.ok. */
function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`,
    )
    .join('');
}
