import type { StatementKind } from '@lighthouse/contract/coordination';
import type { Hand, Scene, Step } from './attack.ts';

/** Keys of further statements of one turn are made of its number and so many times this. */
const SPARE_NUMBERS = 2 ** 28;

/** The name of an agent that a liar has registered for itself; no agent of the run has it. */
export function partnerName(self: string, hand: 'partner' | 'second-partner'): string {
  return `${self}.${hand}`;
}

/** Writes the steps of one scheme, each under a key of its own. */
export class StepWriter {
  readonly #scene: Pick<Scene, 'self' | 'number'>;
  #count = 0;

  constructor(scene: Pick<Scene, 'self' | 'number'>) {
    this.#scene = scene;
  }

  step(
    by: Hand,
    state: StatementKind,
    body: Readonly<Record<string, unknown>> = {},
    more: Pick<Step, 'afterMs' | 'fenceOf'> = {},
  ): Step {
    const { self } = this.#scene;
    const number = this.#scene.number + SPARE_NUMBERS * this.#count++;
    const key = `${self.name}-${number}`;
    const isPartner = by === 'partner' || by === 'second-partner';
    return { by, state, body, key, number: isPartner ? 0 : number, ...more };
  }
}
