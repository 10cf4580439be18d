import { LighthouseError, scenarioSchema } from '@lighthouse/contract';
import type { Scenario } from '@lighthouse/contract';
import { crossCheck } from './cross-checks.ts';
import { describeIssues } from './describe-issues.ts';
import type { Complaint } from './describe-issues.ts';
import { parseSource } from './source.ts';
import type { Problem, Source } from './source.ts';

export const SCENARIO_BYTES_MAX = 256 * 1024;
const PROBLEMS_SHOWN_MAX = 50;

/**
 * Reads a scenario. `file` is what messages call it.
 * Throws LH_CONFIG with everything that is wrong, each with file:line:column.
 */
export function readScenario(bytes: Uint8Array, file: string): Scenario {
  const source = parseSource(decode(bytes, file));
  if (isProblems(source)) throw configError(source, file);
  const parsed = scenarioSchema.safeParse(source.value ?? null);
  const scenario = parsed.success ? withDefaults(parsed.data, source.value) : undefined;
  const complaints = parsed.success
    ? crossCheck(scenario ?? parsed.data)
    : describeIssues(parsed.error.issues, source.value ?? null);
  if (!parsed.success || complaints.length > 0) {
    throw configError(
      complaints.map((complaint) => locate(complaint, source)),
      file,
    );
  }
  return scenario ?? parsed.data;
}

/** Of a server that is no bridge nothing is asked that only a log could answer. */
function withDefaults(scenario: Scenario, written: unknown): Scenario {
  const isNamed = typeof written === 'object' && written !== null && 'invariants' in written;
  return 'http' in scenario.target && !isNamed ? { ...scenario, invariants: [] } : scenario;
}

function decode(bytes: Uint8Array, file: string): string {
  const top = { line: 1, column: 1 };
  if (bytes.length > SCENARIO_BYTES_MAX) {
    const message = `${bytes.length} bytes are too large for a scenario: at most ${SCENARIO_BYTES_MAX}`;
    throw configError([{ position: top, message }], file);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw configError([{ position: top, message: 'not a text in UTF-8' }], file);
  }
}

function isProblems(source: Source | readonly Problem[]): source is readonly Problem[] {
  return Array.isArray(source);
}

function locate(complaint: Complaint, source: Source): Problem {
  return {
    position: source.positionOf(complaint.path, complaint.part),
    message: complaint.message,
  };
}

/**
 * The message names the first problem; when there are more, the facts list them all by their
 * place.
 */
function configError(problems: readonly Problem[], file: string): LighthouseError {
  const sorted = problems.toSorted(
    ({ position: a }, { position: b }) => a.line - b.line || a.column - b.column,
  );
  const places = new Map<string, string>();
  for (const { position, message } of sorted) {
    const place = `${file}:${position.line}:${position.column}`;
    const before = places.get(place);
    places.set(place, before === undefined ? message : `${before}; ${message}`);
  }
  const [first = [file, 'not valid'] as const] = places;
  const more = places.size - 1;
  return new LighthouseError(
    'LH_CONFIG',
    `${first.join(': ')}${more > 0 ? ` (and ${more} more)` : ''}`,
    {
      facts: more > 0 ? Object.fromEntries([...places].slice(0, PROBLEMS_SHOWN_MAX)) : {},
      hint: 'see docs/scenarios.md for what a scenario may say',
    },
  );
}
