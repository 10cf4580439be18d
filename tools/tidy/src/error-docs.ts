import { ERROR_CODES, EXIT } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';

const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  good: 'good: what was asked holds',
  bad: 'bad: a threshold, an invariant or a check failed, or the log was tampered with',
  unknown: 'unknown: it could not be judged',
  usage: 'the command line or a configuration file is wrong',
  inputMissing: 'an input is missing',
  unreachable: 'the target cannot be reached',
  bug: 'Lighthouse itself is wrong',
  io: 'reading or writing failed',
  keyMissing: 'the key is missing, or not the right one',
  interrupted: 'stopped by SIGINT (Ctrl-C)',
  terminated: 'stopped by SIGTERM',
};

const INTRODUCTION = `# Errors and exit codes

Written by \`node tools/build/write-docs.mjs\` from \`packages/contract/src/errors.ts\` and \`exit-codes.ts\`.

A tool that fails says so on stderr: the code, what was being done, the values that matter and what to do about it.

\`\`\`text
lh-verify: LH_KEY_MISSING cannot read the key
  path  keys/store.key
  hint  create one with lh-doctor --fix
\`\`\`

With \`--json\` stdout also gets one object, \`{"schema":"lighthouse/error/1","code":…,"message":…,"facts":…,"hint":…}\`.
`;

/** Writes the page that lists every exit code and every error code. */
export function renderErrorDocs(): string {
  const exits = (Object.entries(EXIT) as [keyof typeof EXIT, ExitCode][]).map(
    ([name, exit]) => `| ${exit} | ${EXIT_MEANINGS[name]} |`,
  );
  const codes = Object.entries(ERROR_CODES)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { exit, means }]) => `| \`${code}\` | ${exit} | ${means} |`);
  return [
    INTRODUCTION,
    '## Exit codes\n',
    'The same in every tool. A script that asks "was it tampered with?" tests for exactly 1.\n',
    '| Exit | Means |\n| --: | --- |',
    ...exits,
    '\n## Error codes\n',
    '| Code | Exit | Means |\n| --- | --: | --- |',
    ...codes,
    '',
  ].join('\n');
}
