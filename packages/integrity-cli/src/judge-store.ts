import { LighthouseError } from '@lighthouse/contract/errors';
import { EXIT, type ExitCode } from '@lighthouse/contract/exit-codes';
import { loadKeyRing, verifyLog } from '@lighthouse/event-store';
import type { Anchor } from '@lighthouse/event-store';
import type { JudgedLog } from '@lighthouse/event-store/anchors';
import { findKeyRing } from './store/find-key-ring.ts';
import { locateLog } from './store/locate-store.ts';
import { createReadOnlyFs } from './store/read-only-fs.ts';

/** What a command that vouches for a log sees of the world. */
export interface JudgeWorld {
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Writes to stdout. */
  readonly write: (text: string) => void;
  /** Tells the user, on stderr. */
  readonly warn: (text: string) => void;
}

export interface StoreArgs {
  readonly store: string;
  readonly key: string | undefined;
}

/** Finds a log and verifies it, against what is known of it; opens it for reading only. */
export async function judgeStore(
  { store, key }: StoreArgs,
  { cwd, signal }: Pick<JudgeWorld, 'cwd' | 'signal'>,
  anchors: readonly Anchor[] = [],
): Promise<JudgedLog> {
  const located = locateLog(store, cwd);
  const keyRing = loadKeyRing(findKeyRing(located, key, cwd));
  const log = { dir: located.logDir, keyRing, fs: createReadOnlyFs(), signal, anchors };
  return { ...log, verdict: await verifyLog(log) };
}

/** Says that nobody can vouch for this log, and gives the exit code of its verdict. */
export function refuse({ dir, verdict }: JudgedLog, { warn }: JudgeWorld): ExitCode {
  const { value, findingCount, verifiedCount, lastSeq, logId } = verdict;
  const missing = lastSeq - verifiedCount;
  const reasons = [
    ...(logId === undefined ? ['nothing says which log it is'] : []),
    ...(findingCount > 0 ? [`findings: ${findingCount}`] : []),
    ...(missing > 0 ? [`events that are not there: ${missing}`] : []),
  ];
  warn(`nothing was written: ${dir} is not whole and authentic (${reasons.join(', ')})`);
  return value === 'tampered' ? EXIT.bad : EXIT.unknown;
}

/** Throws LH_USAGE when a flag that is needed was left out. */
export function given<T>(value: T | undefined, flag: string): T {
  if (value !== undefined) return value;
  throw new LighthouseError('LH_USAGE', `${flag} is missing`, { hint: 'see --help' });
}
