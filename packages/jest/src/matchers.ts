import type { Result, VerdictValue } from '@lighthouse/contract';

interface Outcome {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What a matcher reads of a result. */
export type JudgedResult = Pick<Result, 'thresholds' | 'invariants' | 'verdict'>;

/**
 * For `expect.extend`. A result with nothing to judge meets nothing: such a test could
 * not fail.
 */
export const lighthouseMatchers = {
  toHaveVerdict(received: JudgedResult, expected: VerdictValue): Outcome {
    const { value, reasons } = verdictOf(received);
    return {
      pass: value === expected,
      message: () =>
        [`The verdict is ${value}; expected ${expected}.`, ...lines(reasons)].join('\n'),
    };
  },

  /** Every threshold, or those of the metric that is named, as the scenario spells it. */
  toMeetThresholds(received: JudgedResult, metric?: string): Outcome {
    verdictOf(received);
    const of = metric === undefined ? '' : ` of ${metric}`;
    return judge(
      `thresholds${of}`,
      received.thresholds
        .filter((each) => metric === undefined || each.metric === metric)
        .map((each) => ({
          verdict: each.verdict,
          text: `${each.metric}: ${each.limit}, actual ${each.actual ?? 'unknown'}: ${each.reason}`,
        })),
    );
  },

  /** Every invariant, or the one that is named. */
  toKeepInvariants(received: JudgedResult, name?: string): Outcome {
    verdictOf(received);
    return judge(
      name === undefined ? 'invariants' : `invariant ${name}`,
      received.invariants
        .filter((each) => name === undefined || each.name === name)
        .map((each) => ({ verdict: each.verdict, text: `${each.name}: ${each.reason}` })),
    );
  },
};

interface Judged {
  readonly verdict: VerdictValue;
  readonly text: string;
}

function judge(what: string, judged: readonly Judged[]): Outcome {
  const broken = judged.filter(({ verdict }) => verdict !== 'good');
  const pass = judged.length > 0 && broken.length === 0;
  const shown = (pass ? judged : broken).map(({ verdict, text }) => `${verdict}  ${text}`);
  const head =
    judged.length === 0
      ? `The result has no ${what}.`
      : `${what}: ${broken.length} of ${judged.length} not good.`;
  return { pass, message: () => [head, ...lines(shown)].join('\n') };
}

/** Refuses what is no result, also under `.not`: a typing error must not pass a test. */
function verdictOf(received: JudgedResult): JudgedResult['verdict'] {
  const { verdict, thresholds, invariants }: Partial<JudgedResult> = received ?? {};
  if (verdict === undefined || !Array.isArray(thresholds) || !Array.isArray(invariants))
    throw new TypeError('expected a result of lh-run: await runScenario(...), or its result.json');
  return verdict;
}

function lines(texts: readonly string[]): string[] {
  return texts.map((text) => `  ${text}`);
}
