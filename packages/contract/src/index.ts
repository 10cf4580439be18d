export { EXIT, exitCodeOf } from './exit-codes.ts';
export type { ExitCode, VerdictValue } from './exit-codes.ts';
export { assert, ERROR_CODES, exitCodeForError, hasErrorCode, LighthouseError } from './errors.ts';
export type { ErrorCode, ErrorDetails } from './errors.ts';
