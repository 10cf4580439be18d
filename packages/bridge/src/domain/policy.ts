import { classOfAction, defaultDecision } from '@lighthouse/contract/commands';
import type { Decision } from '@lighthouse/contract/commands';
import type { Rules } from '@lighthouse/contract/rules';

/**
 * What is decided about a command before anyone is asked: the first rule whose action matches, else
 * `default`, else the table that all of Lighthouse shares (packages/contract/src/commands.ts).
 */
export interface Ruling {
  readonly decision: Decision;
  readonly reason: string;
}

const DECISION_OF = { allow: 'allowed', deny: 'denied', escalate: 'escalated' } as const;

export class Policy {
  readonly #rules: Rules;
  readonly #exact = new Map<string, { readonly index: number; readonly ruling: Ruling }>();
  readonly #prefixes: { prefix: string; index: number; ruling: Ruling }[] = [];

  constructor(rules: Rules) {
    this.#rules = rules;
    for (const [index, rule] of rules.rules.entries()) {
      const ruling = {
        decision: DECISION_OF[rule.decide],
        reason: rule.reason ?? `the rule for ${rule.action}`,
      };
      if (rule.action.endsWith('*'))
        this.#prefixes.push({ prefix: rule.action.slice(0, -1), index, ruling });
      else if (!this.#exact.has(rule.action)) this.#exact.set(rule.action, { index, ruling });
    }
  }

  decide(action: string): Ruling {
    const exact = this.#exact.get(action);
    const prefix = this.#prefixes.find((rule) => action.startsWith(rule.prefix));
    if (exact !== undefined && (prefix === undefined || exact.index < prefix.index))
      return exact.ruling;
    return prefix?.ruling ?? this.#fallback(action);
  }

  #fallback(action: string): Ruling {
    const { default: verb } = this.#rules;
    if (verb !== undefined)
      return { decision: DECISION_OF[verb], reason: 'the default of the rules file' };
    return BUILT_IN.get(classOfAction(action)) ?? unknown(action);
  }
}

const BUILT_IN: ReadonlyMap<string | undefined, Ruling> = new Map([
  ['safe', { decision: 'allowed', reason: 'safe' }],
  ['complex', { decision: 'allowed', reason: 'complex, and nothing in it needs an approval' }],
  ['risky', { decision: 'escalated', reason: 'risky: an expert decides' }],
  ['forbidden', { decision: 'denied', reason: 'forbidden' }],
]);

function unknown(action: string): Ruling {
  return { decision: defaultDecision(action), reason: 'unknown: an expert decides' };
}
