import type { Result } from '@lighthouse/contract';
import type { Side } from './compare.ts';

/** `blocking`: the figures cannot be set against each other at all. */
export interface Warning {
  readonly isBlocking: boolean;
  readonly text: string;
}

/** Lists what else differs between two sides, and what makes their figures worth less. */
export function warningsOf(base: Side, other: Side): Warning[] {
  const all = [...base.runs, ...other.runs];
  const warnings: (Warning | undefined)[] = [
    differing(all, ({ host }) => host.fingerprint, {
      isBlocking: true,
      text: 'the runs are of different machines',
    }),
    differing(all, comparableScenario, { isBlocking: true, text: scenarioDifference(base, other) }),
    differing(all, ({ host }) => host.node, {
      isBlocking: false,
      text: 'the runs are of different versions of Node',
    }),
    differing(all, ({ workers }) => String(workers), {
      isBlocking: false,
      text: 'the generators had different numbers of threads',
    }),
    counted(all, ({ generator }) => generator.limited, {
      isBlocking: true,
      text: 'the generator was the limit, not the target',
    }),
    counted(all, ({ run }) => run.interrupted !== undefined, {
      isBlocking: true,
      text: 'stopped before the end',
    }),
  ];
  return warnings.filter((warning) => warning !== undefined);
}

function differing(
  runs: readonly Result[],
  factOf: (run: Result) => string,
  warning: Warning,
): Warning | undefined {
  return new Set(runs.map(factOf)).size > 1 ? warning : undefined;
}

function counted(
  runs: readonly Result[],
  isSo: (run: Result) => boolean,
  { isBlocking, text }: Warning,
): Warning | undefined {
  const count = runs.filter(isSo).length;
  return count === 0 ? undefined : { isBlocking, text: `${count} of ${runs.length} runs: ${text}` };
}

/** What was to be done, as text, without what may differ between repetitions of it. */
export function comparableScenario({ scenario }: Result): string {
  return JSON.stringify(compared(scenario));
}

function compared(scenario: Result['scenario']): Record<string, unknown> {
  const { $schema: _schema, description: _description, seed: _seed, ...rest } = scenario;
  return rest;
}

function scenarioDifference(base: Side, other: Side): string {
  const [one, two] = [base.runs[0], other.runs[0]];
  const names = ['the scenarios differ'];
  if (one !== undefined && two !== undefined) {
    const [a, b] = [compared(one.scenario), compared(two.scenario)];
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    const unlike = keys.filter((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]));
    if (unlike.length > 0) names.push(unlike.join(', '));
  }
  return names.join(': ');
}
