import { hasErrorCode } from '@lighthouse/contract';
import type { HostIo } from './host-io.ts';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

export type LogFacts = Readonly<Record<string, string | number | boolean>>;

/**
 * Writes what happens to the server as one JSON object a line, to stderr. Never about single
 * requests.
 */
export interface LineLogger {
  log(level: LogLevel, message: string, facts?: LogFacts): void;
  /** Logs something that was thrown. Errors of ours carry no secrets and no payloads. */
  failure(message: string, error: unknown): void;
}

export function createLineLogger(io: HostIo, nowMs: () => number): LineLogger {
  const log: LineLogger['log'] = (level, message, facts = {}) => {
    if (!isLogged(level, io)) return;
    const time = new Date(nowMs()).toISOString();
    io.stderr.write(`${JSON.stringify({ time, level, message, ...facts })}\n`);
  };
  return {
    log,
    failure: (message, error) => log('error', message, factsOf(error, io.verbose)),
  };
}

function isLogged(level: LogLevel, { quiet, verbose }: HostIo): boolean {
  if (level === 'debug') return verbose;
  return level !== 'info' || !quiet;
}

function factsOf(error: unknown, withStack: boolean): LogFacts {
  if (!(error instanceof Error)) return { error: typeof error };
  const stack = withStack && error.stack !== undefined ? { stack: error.stack } : {};
  if (!hasErrorCode(error)) return { error: `${error.name}: ${error.message}`, ...stack };
  const { code, message, facts } = error;
  return { code, error: message, ...facts, ...stack };
}
