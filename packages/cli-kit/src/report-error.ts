import { hasErrorCode, type ErrorCode } from '@lighthouse/contract/errors';

const CAUSES_MAX = 5;

/** A failure as it is shown: on stderr for people, on stdout for scripts that asked for JSON. */
export interface ErrorReport {
  readonly schema: 'lighthouse/error/1';
  readonly code: ErrorCode;
  readonly message: string;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  readonly hint?: string;
}

/** Describes something thrown. What carries no code of ours is a bug of ours. */
export function describeError(error: unknown): ErrorReport {
  const schema = 'lighthouse/error/1';
  if (!hasErrorCode(error))
    return {
      schema,
      code: 'LH_BUG',
      message:
        error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${String(error)}`,
      facts: {},
      hint: 'run it again with --verbose and report what it prints',
    };
  const { code, message, hint } = error;
  // From another bundle it may be no more than an Error with a code.
  const facts = 'facts' in error ? error.facts : {};
  return { schema, code, message, facts, ...(hint === undefined ? {} : { hint }) };
}

/**
 * Writes a failure as lines for stderr:
 * ```text
 * lh-verify: LH_KEY_MISSING cannot read the key
 *   path  keys/store.key
 *   hint  create one with lh-doctor --fix
 * ```
 */
export function formatError(tool: string, error: unknown, verbose: boolean): string {
  const { code, message, facts, hint } = describeError(error);
  const rows: [string, string][] = Object.entries(facts).map(([name, value]) => [name, `${value}`]);
  for (const cause of causesOf(error)) rows.push(['cause', cause]);
  if (hint !== undefined) rows.push(['hint', hint]);
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${oneLine(value)}`);
  const stack = verbose && error instanceof Error && error.stack ? [error.stack] : [];
  return [`${tool}: ${code} ${oneLine(message)}`, ...lines, ...stack].join('\n') + '\n';
}

function causesOf(error: unknown): string[] {
  const causes: string[] = [];
  let next = error instanceof Error ? error.cause : undefined;
  while (next instanceof Error && causes.length < CAUSES_MAX) {
    causes.push(next.message);
    next = next.cause;
  }
  return causes;
}

/** Keeps what came from outside from moving the cursor or starting a line of its own. */
function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
}
