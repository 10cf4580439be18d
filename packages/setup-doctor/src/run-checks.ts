import type { CheckReport } from '@lighthouse/contract/doctor-answer';
import type { Check, Machine, Outcome } from './check.ts';

const TIMEOUT_MS = 5000;

/**
 * Runs checks side by side, then those that measure time one after the other. Gives their reports
 * in the order of the checks. A check that throws or takes too long is an `error` of its own; the
 * others are not affected.
 */
export async function runChecks(
  checks: readonly Check[],
  machine: Machine,
): Promise<readonly CheckReport[]> {
  const reports = new Map<string, CheckReport>();
  const run = async (check: Check): Promise<void> => {
    reports.set(check.id, await runCheck(check, machine));
  };
  await Promise.all(checks.filter((check) => check.isMeasurement !== true).map(run));
  for (const check of checks.filter((other) => other.isMeasurement === true)) await run(check);
  return checks.flatMap(({ id }) => reports.get(id) ?? []);
}

async function runCheck(check: Check, machine: Machine): Promise<CheckReport> {
  const { id, group, title, run, timeoutMs = TIMEOUT_MS } = check;
  const before = machine.nowMs();
  const outcome = await Promise.race([attempt(() => run(machine)), timeOut(machine, timeoutMs)]);
  return { id, group, title, durationMs: machine.nowMs() - before, ...outcome };
}

async function attempt(run: () => Promise<Outcome> | Outcome): Promise<Outcome> {
  try {
    return await run();
  } catch (error) {
    return broken(error instanceof Error ? error.message : String(error));
  }
}

async function timeOut({ waitMs }: Machine, timeoutMs: number): Promise<Outcome> {
  await waitMs(timeoutMs);
  return broken(`no answer within ${timeoutMs / 1000} s`);
}

function broken(what: string): Outcome {
  return {
    status: 'error',
    found: what,
    advice: 'the check itself broke: please report it with this line',
  };
}
